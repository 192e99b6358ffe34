import { describe, expect, test } from 'vitest';
import { parseHost, planCommand } from '../../src/commands/plan.ts';
import { plain } from '../../src/commands/terminal.ts';
import { components } from '../../src/components/index.ts';
import { completeIdentity } from '../../src/plan/complete.ts';
import { resolve } from '../../src/plan/resolve.ts';
import { fixedEntropy, planOf, specOf } from '../support/bundle.ts';

const linesOf = (text: string) => planCommand(planOf(text)).lines;

describe('plan', () => {
  const lines = linesOf('name: shop\n');

  test('begins with what it is', () => {
    expect(lines[0]).toMatch(/^shop: 20 services in 10\.\d+\.\d+\.0\/24, failover balanced$/);
  });

  test('gives every tier a line with its limit and a reason of several words', () => {
    const start = lines.findIndex((line) => line.startsWith('TIER')) + 1;
    const rows = lines.slice(start, lines.indexOf('', start));
    expect(rows).toHaveLength(13);
    for (const row of rows) {
      const [, tier, limit, why] =
        /^(\S+) +(?:\d+|job) +(\d+) MiB +\d+ MiB +(?:\d\.\d\d)? +(.+)$/.exec(row) ?? [];
      expect(tier, row).toBeDefined();
      expect(Number(limit), row).toBeGreaterThan(0);
      expect(why?.split(' ').length, row).toBeGreaterThan(3);
    }
  });

  test('gives every service its address and its port', () => {
    expect(lines.find((line) => line.startsWith('redis-2 '))).toMatch(/^redis-2 +10\.\d+\.\d+\.12 +6382$/);
    expect(lines.find((line) => line.startsWith('kafka-topics '))).toBeDefined();
  });

  test('adds the limits up against the host, and the sum is the sum', () => {
    const { services, budget } = planOf('name: shop\n');
    const sum = (kind: string) =>
      [...services.values()]
        .filter((one) => one.kind === kind)
        .reduce((total, { memoryMiB }) => total + memoryMiB, 0);
    // The backup service may take its job's memory as well, which is counted as that job.
    const always = sum('long') - 256;
    expect(budget).toMatchObject({ longMiB: always, startMiB: sum('once'), hostMiB: 4096 });
    expect(budget.totalMiB).toBe(always + Math.max(sum('once'), 256));
    expect(lines.join('\n')).toContain(`${String(budget.totalMiB)} MiB of 4096`);
  });

  test('says what another host would give', () => {
    const host = parseHost('8GiB,4', { memoryMiB: 4096, cpus: 2, diskMiB: 1 });
    expect(host).toEqual({ memoryMiB: 8192, cpus: 4, diskMiB: 1 });
    const { lines: there } = planCommand(
      { ...planOf('name: shop\nhost: 8GiB\n'), host },
      planOf('name: shop\n').host,
    );
    expect(there[0]).toBe('what if: a host of 8GiB and 4 CPUs instead of a host of 4GiB and 2 CPUs');
    expect(parseHost('6GiB', host)).toEqual({ ...host, memoryMiB: 6144 });
  });

  test.each(['8', '8GB', '8GiB,0', '8GiB,two', '8GiB,4,1', '', ',4'])('takes no --host %j', (text) => {
    const host = { memoryMiB: 4096, cpus: 2, diskMiB: 1 };
    expect(() => parseHost(text, host)).toThrow(`--host '${text}' is no host`);
  });

  test('gives every decision a reason, never an empty or undefined one', () => {
    const text = lines.join('\n');
    expect(text).not.toMatch(/undefined|null|\[object|NaN|: *$/m);
    for (const { what, value, because } of planOf('name: shop\n').decisions) {
      expect(value, what).not.toBe('');
      expect(because.split(' ').length, `${what}: ${because}`).toBeGreaterThan(2);
    }
  });

  test('says so when nothing is published', () => {
    expect(linesOf('name: shop\npublish: false\nnginx: false\n')).toContain('no port is published');
  });

  test('leaves out what is off', () => {
    expect(linesOf('name: shop\nkafka: false\n').join('\n')).not.toContain('kafka');
  });
});

describe('a decision that is not the usual one says why', () => {
  test('a port the spec names, and one that had to move', () => {
    const spec = specOf('name: shop\nnginx: 9000\n');
    const host = { usedSubnets: [], busyPorts: new Set([6382]) };
    const plan = resolve(
      spec,
      components,
      completeIdentity(spec, components, host, undefined, fixedEntropy()),
    );
    const { lines } = planCommand(plan);
    expect(lines).toContain('nginx.port = 9000: the spec names it');
    // 6381 itself was free: the row moved as one.
    expect(lines).toContain(
      'redis-1.port = 6481: 6381, or a port of the same row, was taken at the first run',
    );
    expect(lines).toContain('sentinel-1.port = 26381: the usual port');
  });

  test('a subnet that is not the first choice', () => {
    const spec = specOf('name: shop\n');
    const first = planOf('name: shop\n').network.subnet;
    const host = { usedSubnets: [first], busyPorts: new Set<number>() };
    const plan = resolve(
      spec,
      components,
      completeIdentity(spec, components, host, undefined, fixedEntropy()),
    );
    expect(planCommand(plan).lines).toContain(
      `network.subnet = ${plan.network.subnet}: ${first}, which the name gives, was in use at the first run`,
    );
    expect(linesOf('name: shop\n')).toContain(
      `network.subnet = ${first}: derived from the name, kept since the first run`,
    );
  });
});

test('as JSON it has every service and port by name, the names of secrets and no value of one', () => {
  const plan = planOf('name: shop\n');
  const data = JSON.parse(JSON.stringify(planCommand(plan).data, plain)) as Record<string, unknown>;
  expect(data).toMatchObject({
    name: 'shop',
    services: { 'redis-1': { component: 'redis', kind: 'long', memoryMiB: 256 } },
    ports: { nginx: 8080, 'redis-1': 6381 },
  });
  expect(data['secrets']).toContain('redis-app-password');
  const spec = specOf('name: shop\n');
  const { secrets } = completeIdentity(
    spec,
    components,
    { usedSubnets: [], busyPorts: new Set() },
    undefined,
    fixedEntropy(),
  );
  for (const value of Object.values(secrets)) expect(JSON.stringify(data)).not.toContain(value);
});

import { describe, expect, test } from 'vitest';
import { planCommand } from '../../src/commands/plan.ts';
import { plain } from '../../src/commands/terminal.ts';
import { components } from '../../src/components/index.ts';
import { completeIdentity } from '../../src/plan/complete.ts';
import { resolve } from '../../src/plan/resolve.ts';
import { fixedEntropy, planOf, specOf } from '../support/bundle.ts';

const linesOf = (text: string) => planCommand(planOf(text)).lines;

describe('plan', () => {
  const lines = linesOf('name: shop\n');

  test('begins with what it is', () => {
    expect(lines[0]).toMatch(/^shop: 19 services in 10\.\d+\.\d+\.0\/24, failover balanced$/);
  });

  test('gives every service a line with its limit and a reason of several words', () => {
    const rows = lines.slice(lines.findIndex((line) => line.startsWith('SERVICE')) + 1).slice(0, 19);
    for (const row of rows) {
      const [, service, limit, why] = /^(\S+) +(?:\S+) +(\d+) MiB +(.+)$/.exec(row) ?? [];
      expect(service, row).toBeDefined();
      expect(Number(limit), row).toBeGreaterThan(0);
      expect(why?.split(' ').length, row).toBeGreaterThan(3);
    }
  });

  test('adds the limits up against the host, and the sum is the sum', () => {
    const [, sum, host] =
      /: (\d+) MiB of (\d+) MiB$/.exec(lines.find((line) => line.startsWith('sum')) ?? '') ?? [];
    const limits = [...planOf('name: shop\n').services.values()].filter(({ kind }) => kind !== 'tool');
    expect(Number(sum)).toBe(limits.reduce((total, { memoryMiB }) => total + memoryMiB, 0));
    expect(host).toBe('4096');
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

import { describe, expect, test } from 'vitest';
import type { EngineInfo } from '../../src/engine/engine.ts';
import { atLeast, type Check, type HostFacts } from '../../src/host/check.ts';
import { fit } from '../../src/host/fit.ts';
import type { Inside } from '../../src/host/inside.ts';
import { planOf } from '../support/bundle.ts';
import { gib, needs, well, wellEngine, wellInside } from './recorded/host.ts';

function check(what: string, facts: Partial<HostFacts> = {}): Check {
  const found = fit(needs, { ...well, ...facts }).find((one) => one.what === what);
  if (found === undefined) throw new Error(`no check of ${what}`);
  return found;
}

/** The same check for an engine that differs from the good one. */
const ofEngine = (what: string, part: Partial<EngineInfo>): Check =>
  check(what, { engine: { ...wellEngine, ...part } });

/** And for a machine under it that does. */
const ofMachine = (what: string, part: Partial<Inside>): Check =>
  check(what, { inside: { ...wellInside, ...part } });

test('a good host passes every check, and nothing has to be mended', () => {
  const checks = fit(needs, well);
  expect(checks.map(({ what, verdict }) => `${verdict} ${what}`)).toEqual([
    'pass system',
    'pass engine',
    'pass compose',
    'pass buildkit',
    'pass memory',
    'pass cpus',
    'pass disk',
    'pass ssd',
    'pass cgroup',
    'pass vm.overcommit_memory',
    'pass vm.max_map_count',
    'pass clock',
    'pass apparmor, selinux',
    'pass ports',
    'pass subnet',
  ]);
  expect(checks.filter(({ fix }) => fix !== undefined)).toEqual([]);
});

describe('engine and plugins', () => {
  test.each([
    ['engine', { version: '20.10.24' }, 'engine: needed >= 25.0, found 20.10.24'],
    ['engine', { version: '24.0.9-rc1' }, 'engine: needed >= 25.0, found 24.0.9-rc1'],
    ['engine', { version: 'unknown' }, 'engine: needed >= 25.0, found unknown'],
    ['compose', { composeVersion: '2.23.3' }, 'compose: needed >= 2.24, found 2.23.3'],
    ['compose', { composeVersion: '1.29.2' }, 'compose: needed >= 2.24, found 1.29.2'],
    ['compose', { composeVersion: undefined }, 'compose: needed >= 2.24, found missing'],
    ['buildkit', { buildxVersion: undefined }, 'buildkit: needed buildx >= 0.10, found buildx missing'],
    ['buildkit', { buildxVersion: '0.9.1' }, 'buildkit: needed buildx >= 0.10, found buildx 0.9.1'],
  ])('%s %j is too old', (what, part, line) => {
    const { verdict, needed, found, fix } = ofEngine(what, part);
    expect(verdict).toBe('fail');
    expect(`${what}: needed ${needed}, found ${found}`).toBe(line);
    expect(fix).toMatch(/apt-get install docker/);
  });

  test('an engine that does not answer is one failed check, with the way to start it', () => {
    const engine = { problem: 'no container engine answers at unix:///x', hint: 'sudo dockerd' };
    const checks = fit(needs, { ...well, engine });
    expect(checks[0]).toEqual({
      what: 'engine',
      needed: '>= 25.0',
      found: engine.problem,
      verdict: 'fail',
      fix: 'sudo dockerd',
    });
    expect(checks.map(({ what }) => what)).not.toContain('compose');
    expect(fit(needs, { ...well, engine: { ...engine, hint: undefined } })[0]?.fix).toMatch(/start docker/);
  });

  test('Podman is no Docker, whatever its version', () => {
    expect(ofEngine('engine', { product: 'podman', version: '26.0.0' })).toMatchObject({
      verdict: 'fail',
      found: 'Podman 26.0.0: never tried',
    });
  });

  test('BuildKit switched off in the environment is no BuildKit', () => {
    expect(check('buildkit', { buildKitOff: true })).toMatchObject({
      verdict: 'fail',
      fix: 'unset DOCKER_BUILDKIT',
    });
  });

  test.each([
    ['25.0.0', '25.0', true],
    ['26', '25.0', true],
    ['25', '25.0', true],
    ['2.9.0', '2.24', false],
    ['2.100', '2.24', true],
    ['v0.13.1', '0.10', true],
    ['26.1.5+dfsg1', '25.0', true],
    ['', '0.10', false],
  ])('%j is at least %s: %s', (version, needed, expected) => {
    expect(atLeast(version, needed)).toBe(expected);
  });
});

describe('ports', () => {
  test('taken ones are named with their owner in the stack, and how to see who has them', () => {
    const found = check('ports', { busyPorts: new Set([6381, 6382]) });
    expect(found).toMatchObject({
      needed: '3 free',
      found: 'taken: 6381 (redis-1), 6382 (redis-2)',
      verdict: 'fail',
    });
    expect(found.fix).toContain("ss -ltnp 'sport = :6381'");
    expect(found.fix).toContain('stack.yaml');
  });

  test('the stack does not stand in its own way', () => {
    const busyPorts = new Set([8080, 6381, 6382]);
    expect(check('ports', { busyPorts, ownPorts: busyPorts })).toMatchObject({
      verdict: 'pass',
      found: '3 held by this stack, the rest free',
    });
    expect(check('ports', { busyPorts, ownPorts: new Set([8080]) })).toMatchObject({
      verdict: 'fail',
      found: 'taken: 6381 (redis-1), 6382 (redis-2)',
    });
  });

  test('a busy port that the stack does not want is nobody’s business', () => {
    expect(check('ports', { busyPorts: new Set([9999]) })).toMatchObject({
      verdict: 'pass',
      found: 'all free',
    });
  });

  test('a stack that publishes nothing needs none', () => {
    const ports = fit({ ...needs, ports: new Map() }, well).find(({ what }) => what === 'ports');
    expect(ports).toEqual({ what: 'ports', needed: '0 free', found: 'all free', verdict: 'pass' });
  });
});

describe('subnet', () => {
  const network = (subnet: string, stack?: string) => [{ network: 'other-net', subnet, stack }];

  test.each([
    ['the very same', '10.70.1.0/24'],
    ['a larger one', '10.70.0.0/16'],
    ['a smaller one', '10.70.1.128/25'],
  ])('%s of another network is in the way', (_what, subnet) => {
    expect(check('subnet', { engineSubnets: network(subnet) })).toEqual({
      what: 'subnet',
      needed: '10.70.1.0/24 unused',
      found: `network other-net has ${subnet}`,
      verdict: 'fail',
      fix: 'docker network rm other-net, if nothing uses it',
    });
  });

  test('of this stack’s own network it is not, of another stack’s it is', () => {
    expect(check('subnet', { engineSubnets: network('10.70.1.0/24', 'shop') })).toMatchObject({
      verdict: 'pass',
      found: 'this stack has it',
    });
    expect(check('subnet', { engineSubnets: network('10.70.1.0/24', 'blue') }).verdict).toBe('fail');
  });

  test('a route of the host into it is in the way', () => {
    const found = check('subnet', { hostSubnets: ['10.70.1.0/25'] });
    expect(found).toMatchObject({ verdict: 'fail', found: 'the host routes 10.70.1.0/25' });
    expect(found.fix).toMatch(/ip -4 route/);
  });

  test('the stack’s own bridge is a route of the host as well, and no reason to complain', () => {
    const facts = { engineSubnets: network('10.70.1.0/24', 'shop'), hostSubnets: ['10.70.1.1/24'] };
    expect(check('subnet', facts).verdict).toBe('pass');
  });
});

describe('memory', () => {
  test.each([
    [4, 'pass'],
    [3.8, 'pass'],
    [3.796, 'pass'],
    [3.79, 'fail'],
    [3.5, 'fail'],
  ])('%s GiB where 4 are needed: %s', (amount, verdict) => {
    const line = ofEngine('memory', { memoryMiB: gib(amount) });
    expect(line.verdict).toBe(verdict);
    expect(line.needed).toBe('4 GiB (5 % less passes: 3.8 GiB)');
  });

  test('how much is needed is the spec’s to say', () => {
    const facts = { ...well, engine: { ...wellEngine, memoryMiB: gib(7.75) } };
    const [line] = fit({ ...needs, memoryMiB: gib(16) }, facts).filter(({ what }) => what === 'memory');
    expect(line).toMatchObject({ verdict: 'fail', needed: '16 GiB (5 % less passes: 15.2 GiB)' });
    // In a unit that the spec reads: 7.75 GiB are whole MiB, 7.7 would not be.
    const host = /host: (\S+) in stack\.yaml/.exec(line?.fix ?? '')?.[1];
    expect(host).toBe('7936MiB');
    expect(planOf(`name: shop\nhost: ${host ?? ''}\n`).host.memoryMiB).toBe(7936);
  });
});

test.each([
  [1, 'fail'],
  [2, 'pass'],
  [64, 'pass'],
])('%s CPUs: %s', (cpus, verdict) => {
  expect(ofEngine('cpus', { cpus })).toMatchObject({ verdict, needed: '2', found: String(cpus) });
});

describe('disk', () => {
  test.each([
    [10, false, 'pass'],
    [9.9, false, 'fail'],
    [0.5, false, 'fail'],
    [9.9, true, 'warn'],
    [1, true, 'warn'],
    [0.9, true, 'fail'],
  ])('%s GiB free, data there already: %s: %s', (free, hasData, verdict) => {
    const inside = { ...wellInside, freeDiskMiB: gib(free) };
    expect(check('disk', { inside, hasData }).verdict).toBe(verdict);
  });

  test.each([
    ['the flag says no', { rotational: false, fsyncMs: undefined }, 'pass', 'yes: flag says not rotational'],
    [
      'the flag says yes, a write says no',
      { rotational: true, fsyncMs: 0.44 },
      'pass',
      'yes: a write took under 1 ms (fsync probe; flag says rotational)',
    ],
    [
      'both say yes',
      { rotational: true, fsyncMs: 17.2 },
      'warn',
      'no, or busy: a write took 17 ms (fsync probe; flag says rotational)',
    ],
    [
      'no flag, a slow write',
      { rotational: undefined, fsyncMs: 10 },
      'warn',
      'no, or busy: a write took 10 ms (fsync probe; no rotational flag)',
    ],
    [
      'neither',
      { rotational: undefined, fsyncMs: undefined },
      'warn',
      'not known: no rotational flag, and no write could be timed',
    ],
  ] as const)('rotating: %s', (_what, disk, verdict, found) => {
    expect(ofMachine('ssd', { disk })).toMatchObject({ verdict, found });
  });
});

describe('the kernel', () => {
  test.each([
    [0, 'warn', '0'],
    [2, 'warn', '2'],
    [undefined, 'warn', 'not known: the kernel does not say'],
    [1, 'pass', '1'],
  ])('vm.overcommit_memory %s: %s, never more', (overcommitMemory, verdict, found) => {
    const one = ofMachine('vm.overcommit_memory', { overcommitMemory });
    expect(one).toMatchObject({ verdict, found });
    if (verdict === 'warn' && overcommitMemory !== undefined) {
      expect(one.fix).toBe('sudo sysctl -w vm.overcommit_memory=1');
    }
  });

  test.each([
    [65_529, 'warn'],
    [65_530, 'pass'],
    [262_144, 'pass'],
  ])('vm.max_map_count %s: %s', (maxMapCount, verdict) => {
    expect(ofMachine('vm.max_map_count', { maxMapCount }).verdict).toBe(verdict);
  });

  test.each([
    ['1', ['memory'], 'v1 without memory'],
    ['1', ['swap', 'pids'], 'v1 without swap, pids'],
    ['2', ['cpuWeight'], 'v2 without CPU weight'],
  ] as const)('cgroup v%s without %j cannot hold the limits', (cgroup, missing, found) => {
    const limits = { ...wellEngine.limits, ...Object.fromEntries(missing.map((one) => [one, false])) };
    expect(ofEngine('cgroup', { cgroup, limits })).toMatchObject({ verdict: 'fail', found });
  });

  test('cgroup v1 with all limits is as good as v2', () => {
    expect(ofEngine('cgroup', { cgroup: '1' }).verdict).toBe('pass');
  });

  test.each([
    ['slept', -91_400, 4, 'warn', '91.4 s behind'],
    ['runs ahead', 6_000, 4, 'warn', '6.0 s ahead'],
    ['is asked over a slow line', 6_000, 4_000, 'pass', '6.0 s'],
    ['is well', -300, 4, 'pass', '0.3 s'],
  ])('a clock that %s', (_what, skew, took, verdict, found) => {
    const { ours } = wellEngine.clock;
    const clock = { engine: ours + skew, ours, took };
    expect(ofEngine('clock', { clock })).toMatchObject({ verdict, found });
  });

  test.each([1970, 2024, 2101])('the year %s is none in which images can be built', (year) => {
    const now = Date.UTC(year, 5, 1);
    const clock = { engine: now, ours: now, took: 4 };
    expect(ofEngine('clock', { clock })).toMatchObject({
      verdict: 'fail',
      found: `the year ${String(year)}`,
    });
  });
});

test('what could not be looked at is said with the reason, and keeps nobody from starting', () => {
  const inside = { unknown: 'no image is there to look from', fix: 'docker pull debian:trixie-slim' };
  for (const what of ['disk', 'ssd', 'vm.overcommit_memory', 'vm.max_map_count']) {
    expect(check(what, { inside })).toMatchObject({
      verdict: 'warn',
      found: 'not known: no image is there to look from',
      fix: 'docker pull debian:trixie-slim, then ask again',
    });
  }
});

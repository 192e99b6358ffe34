import { describe, expect, test } from 'vitest';
import { atLeast, fit, type Check, type HostFacts, type Needs } from '../../src/host/fit.ts';
import { newEngine } from '../support/fake-engine.ts';

const needs: Needs = {
  stack: 'shop',
  ports: new Map([
    ['nginx', 8080],
    ['redis-1', 6381],
    ['redis-2', 6382],
  ]),
  subnet: '10.70.1.0/24',
};

/** A host on which all is well. */
const well: HostFacts = {
  engine: newEngine,
  busyPorts: new Set(),
  ownPorts: new Set(),
  engineSubnets: [{ network: 'bridge', subnet: '172.17.0.0/16', stack: undefined }],
  hostSubnets: ['192.168.1.0/24'],
  overcommitMemory: 1,
};

function check(what: string, facts: Partial<HostFacts> = {}): Check {
  const found = fit(needs, { ...well, ...facts }).find((one) => one.what === what);
  if (found === undefined) throw new Error(`no check of ${what}`);
  return found;
}

test('a good host passes every check, and nothing has to be mended', () => {
  const checks = fit(needs, well);
  expect(checks.map(({ what, verdict }) => `${verdict} ${what}`)).toEqual([
    'pass engine',
    'pass compose',
    'pass buildx',
    'pass ports',
    'pass subnet',
    'pass vm.overcommit_memory',
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
    ['buildx', { buildxVersion: undefined }, 'buildx: needed >= 0.10, found missing'],
  ])('%s %j is too old', (what, part, line) => {
    const { verdict, needed, found, fix } = check(what, { engine: { ...newEngine, ...part } });
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
    const [, , , ports] = fit({ ...needs, ports: new Map() }, well);
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

test.each([
  [0, 'warn', '0'],
  [2, 'warn', '2'],
  [undefined, 'warn', 'not known'],
  [1, 'pass', '1'],
])('vm.overcommit_memory %s: %s, never more', (overcommitMemory, verdict, found) => {
  const one = check('vm.overcommit_memory', { overcommitMemory });
  expect(one).toMatchObject({ verdict, found });
  expect(one.fix).toBe(verdict === 'pass' ? undefined : 'sudo sysctl -w vm.overcommit_memory=1');
});

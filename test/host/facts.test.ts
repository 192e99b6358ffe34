import { createServer } from 'node:net';
import { hostname, release, tmpdir } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { gatherFacts } from '../../src/host/facts.ts';
import type { Needs } from '../../src/host/check.ts';
import { lookScript } from '../../src/host/inside.ts';
import { FakeDaemon } from '../support/fake-daemon.ts';
import { FakeEngine, newEngine, wellContainers } from '../support/fake-engine.ts';
import { planOf } from '../support/bundle.ts';

const needs: Needs = {
  stack: 'facts',
  memoryMiB: 4096,
  cpus: 2,
  diskMiB: 10_240,
  ports: new Map(),
  subnet: '10.70.1.0/24',
};

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the engine’s own networks are not the host’s', async () => {
  const daemon = await FakeDaemon.start({
    'GET /networks': () => ({ json: [{ IPAM: { Config: [{ Subnet: '10.99.3.0/24' }] } }] }),
  });
  vi.stubEnv('DOCKER_HOST', daemon.host);
  const subnets = [{ network: 'other', subnet: '10.99.3.0/24', stack: undefined }];
  const facts = await gatherFacts(new FakeEngine({ subnets }), needs);
  expect(facts.engine).toEqual(newEngine);
  expect(facts.engineSubnets).toEqual(subnets);
  expect(facts.hostSubnets).not.toContain('10.99.3.0/24');
});

test('ports are held by what runs, not by what has stopped', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
  const containers = wellContainers(planOf('name: facts\n'));
  const set = (service: string, change: object) => {
    const container = containers.get(service);
    if (container) containers.set(service, { ...container, ...change });
  };
  set('nginx', { publishedPorts: [8080] });
  set('redis-1', { publishedPorts: [6381], state: 'paused' });
  set('redis-2', { publishedPorts: [6382], state: 'exited' });
  const { ownPorts } = await gatherFacts(new FakeEngine({ containers }), needs);
  expect([...ownPorts].sort()).toEqual([6381, 8080]);
});

test('a busy port is found, and an engine that does not answer is a fact like any other', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const failure = new StackError('engine', 'no answer', { hint: 'start it' });
  const ports = new Map([['nginx', port]]);
  const facts = await gatherFacts(new FakeEngine({ failure }), { ...needs, ports });
  await new Promise((resolve) => server.close(resolve));
  expect(facts).toMatchObject({
    engine: { problem: 'no answer', hint: 'start it' },
    engineSubnets: [],
    busyPorts: new Set([port]),
    ownPorts: new Set(),
  });
});

test('a bug is not taken for an engine that does not answer', async () => {
  const engine = new FakeEngine({ failure: new TypeError('x is not a function') });
  await expect(gatherFacts(engine, needs)).rejects.toThrow(TypeError);
});

describe('the machine under the engine', () => {
  const printed = '[overcommit]\n1\n[maps]\n65530\n[rotational]\n0\n';

  test('is read from here where it is this one', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
    const info = { ...newEngine, kernel: release(), hostName: hostname(), dataRoot: tmpdir() };
    const inside = () => {
      throw new Error('a container was started');
    };
    const facts = await gatherFacts(new FakeEngine({ info, inside }), needs);
    expect(facts).toMatchObject({ where: 'here', inside: { seenFrom: 'here' } });
  });

  test.each([
    ['another name', { hostName: 'docker-desktop' }],
    ['another kernel', { kernel: '6.12.54-linuxkit' }],
    ['a data root that is not here', { dataRoot: '/nowhere/docker' }],
  ])('is looked at from a container where it has %s', async (_what, part) => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
    const here = { ...newEngine, kernel: release(), hostName: hostname(), dataRoot: tmpdir() };
    const inside = (script: string) => ({ printed: script === lookScript ? printed : '', image: 'debian' });
    const facts = await gatherFacts(new FakeEngine({ info: { ...here, ...part }, inside }), needs);
    expect(facts).toMatchObject({
      where: 'beside',
      inside: { seenFrom: 'container', overcommitMemory: 1, disk: { rotational: false } },
    });
  });

  test.each([
    ['ssh://ops@box', 'elsewhere'],
    ['tcp://10.0.0.5:2376', 'elsewhere'],
    ['tcp://127.0.0.1:2375', 'beside'],
    ['tcp://localhost:2375', 'beside'],
    ['npipe:////./pipe/docker_engine', 'beside'],
  ])('reached at %s is %s', async (host, where) => {
    vi.stubEnv('DOCKER_HOST', host);
    expect((await gatherFacts(new FakeEngine(), needs)).where).toBe(where);
  });

  test('that cannot be looked at is told with the engine’s own words, and the rest is known', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
    const inside = () => {
      throw new StackError('engine', 'the engine refused: no space left on device');
    };
    const facts = await gatherFacts(new FakeEngine({ inside }), needs);
    expect(facts.inside).toMatchObject({ unknown: 'the engine refused: no space left on device' });
    expect(facts.engine).toEqual(newEngine);
  });

  test('is not looked at from a Linux container where the engine runs none', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
    const inside = () => {
      throw new Error('a container was started');
    };
    const info = { ...newEngine, containers: 'windows' };
    const facts = await gatherFacts(new FakeEngine({ info, inside }), needs);
    expect(facts.inside).toMatchObject({ unknown: 'the engine runs windows containers' });
  });
});

test.each([
  ['0', true],
  ['false', true],
  ['1', false],
  ['', false],
])('DOCKER_BUILDKIT=%j switches BuildKit off: %s', async (value, expected) => {
  vi.stubEnv('DOCKER_BUILDKIT', value);
  expect((await gatherFacts(new FakeEngine(), needs)).buildKitOff).toBe(expected);
});

test.each([
  [{}, false],
  [{ facts: ['facts-backup'] }, true],
  [{ other: ['other-backup'] }, false],
])('with the volumes %j the stack has data: %s', async (volumes, expected) => {
  expect((await gatherFacts(new FakeEngine({ volumes }), needs)).hasData).toBe(expected);
});

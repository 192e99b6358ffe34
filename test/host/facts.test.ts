import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { gatherFacts } from '../../src/host/facts.ts';
import type { Needs } from '../../src/host/fit.ts';
import { FakeDaemon } from '../support/fake-daemon.ts';
import { FakeEngine, newEngine, wellContainers } from '../support/fake-engine.ts';
import { planOf } from '../support/bundle.ts';

const needs: Needs = { stack: 'facts', ports: new Map(), subnet: '10.70.1.0/24' };

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

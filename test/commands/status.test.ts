import { expect, test } from 'vitest';
import { status } from '../../src/commands/status.ts';
import type { EngineContainer } from '../../src/engine/engine.ts';
import type { Observe } from '../../src/observe/observation.ts';
import type { Observer } from '../../src/observe/run.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop');

test('services and tiers, all well', async () => {
  const { good, lines, data } = await statusOf(wellContainers(plan), [
    tier('store', () => said('a leads, b follows')),
  ]);
  expect(good).toBe(true);
  expect(lines.find((line) => line.includes('redis-1 '))).toMatch(
    /^ready {2}redis-1 +healthy +10\.\d+\.\d+\.11 +7 of 256 MiB +12 MiB$/,
  );
  expect(lines.slice(-4)).toEqual(['store', ' well  a leads, b follows', '', lines.at(-1)]);
  expect(lines.at(-1)).toBe('shop: 19 of 19 ready, 7 MiB in use');
  expect(data).toMatchObject({ name: 'shop', good: true, tiers: { store: { well: true, leader: 'a' } } });
});

test('a tier that is ill is named in the last line, and the answer is no', async () => {
  const ill = tier('store', () => said('nobody leads', false));
  const { good, lines } = await statusOf(wellContainers(plan), [ill, tier('queue', () => said('fine'))]);
  expect(good).toBe(false);
  expect(lines).toContain('  ill  nobody leads');
  expect(lines.at(-1)).toBe('shop: 19 of 19 ready, 7 MiB in use, not well: store');
});

test('an observer that fails hides nothing of the others', async () => {
  const broken = tier('store', () => Promise.reject(new Error('first line\nsecond line')));
  const { good, lines } = await statusOf(wellContainers(plan), [broken, tier('queue', () => said('fine'))]);
  expect(good).toBe(false);
  expect(lines).toContain('  ill  first line');
  expect(lines).toContain(' well  fine');
});

test('a service that is not ready makes the answer no, though its tier may still be well', async () => {
  const containers = wellContainers(plan);
  containers.set('redis-2', { ...containers.get('redis-2')!, state: 'paused' });
  const { good, lines } = await statusOf(containers, [tier('store', () => said('fine'))]);
  expect(good).toBe(false);
  expect(lines.find((line) => line.includes('redis-2'))).toMatch(/^ {2}ill {2}redis-2 +paused/);
});

test('a limit that an override took away is named, and makes the answer no', async () => {
  const containers = wellContainers(plan);
  containers.set('redis-2', { ...containers.get('redis-2')!, memoryLimitMiB: 300 });
  const { good, lines, data } = await statusOf(containers, [tier('store', () => said('fine'))]);
  expect(good).toBe(false);
  expect(lines).toContain('  ill  redis-2: memory limit is 300 MiB, not 256 MiB');
  expect(data).toMatchObject({ limits: [{ place: 'redis-2' }] });
});

test('a process killed for memory is told of and makes the answer no', async () => {
  const killed = (service: string) => (service === 'redis-2' ? 2 : 0);
  const { good, lines, data } = await statusOf(
    wellContainers(plan),
    [tier('store', () => said('fine'))],
    (service) => `oom_kill ${String(killed(service))}\n${String(250 * 1024 * 1024)}\n`,
  );
  expect(good).toBe(false);
  expect(lines).toContain(
    '  ill  redis-2: the kernel killed 2 of its processes for memory: 256 MiB were not enough',
  );
  expect(data).toMatchObject({ limits: [{ place: 'redis-2' }] });
});

test('a stack that does not run is not asked anything', async () => {
  const containers = new Map(
    [...wellContainers(plan)].map(([name, one]) => [name, { ...one, state: 'exited' as const }]),
  );
  const never = tier('store', () => Promise.reject(new Error('was asked')));
  const { good, lines, data } = await statusOf(containers, [never]);
  expect(good).toBe(false);
  expect(lines.at(-1)).toBe('shop does not run: holdfast up starts it');
  expect(data).toMatchObject({ tiers: {} });
});

test('a stack that a drill left destroyed is to be restored, not started', async () => {
  const { signal } = new AbortController();
  const engine = new FakeEngine();
  const context = { plan, engine, secret: () => '', signal };
  const { good, lines, data } = await status([], context, { stack: 'shop', backup: '20260131-030000' });
  expect(good).toBe(false);
  expect(lines.join('\n')).toContain(
    'ill  a drill destroyed this stack and was broken off before all was back',
  );
  expect(lines.at(-1)).toBe('shop is to be restored: holdfast restore 20260131-030000 --yes shop');
  expect(data).toMatchObject({ disaster: { wayBack: 'holdfast restore 20260131-030000 --yes shop' } });
});

test('a stack whose restore was broken off is to be restored, not started', async () => {
  const { signal } = new AbortController();
  const context = { plan, engine: new FakeEngine(), secret: () => '', signal };
  const restoring = { origin: '20260131-030000', wayBack: 'holdfast restore 20260131-030000 --yes shop' };
  const { good, lines, data } = await status([], context, undefined, restoring);
  expect(good).toBe(false);
  expect(lines.join('\n')).toContain('ill  the restore of 20260131-030000 has not ended');
  expect(lines.at(-1)).toBe(`shop is to be restored: ${restoring.wayBack}`);
  expect(data).toMatchObject({ restoring });
});

test('and is ill even when it runs again, empty', async () => {
  const { signal } = new AbortController();
  const exec = () => ({ exitCode: 1, stdout: 'oom_kill 0\n0\n', stderr: '' });
  const engine = new FakeEngine({ containers: wellContainers(plan), exec });
  const context = { plan, engine, secret: () => '', signal };
  expect((await status([], context)).good).toBe(true);
  expect((await status([], context, { stack: 'shop', backup: 'x' })).good).toBe(false);
});

function tier(name: string, observe: Observe): Observer {
  return { tier: name, observe };
}

function said(text: string, well = true) {
  return Promise.resolve({ facts: [{ well, text }], data: { leader: 'a' } });
}

/** `notes` is what the kernel has noted of a service, as its files have it. */
function statusOf(
  containers: ReadonlyMap<string, EngineContainer>,
  observers: readonly Observer[],
  notes: (service: string) => string = () => `oom_kill 0\n${String(12 * 1024 * 1024)}\n`,
) {
  const exec = (service: string) => ({ exitCode: 1, stdout: notes(service), stderr: '' });
  const engine = new FakeEngine({ containers, memory: new Map([['redis-1', 7]]), exec });
  const { signal } = new AbortController();
  return status(observers, { plan, engine, secret: () => '', signal });
}

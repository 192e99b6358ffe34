import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { drillApps } from '../../src/components/apps/drill.ts';
import { appsSchema } from '../../src/components/apps/schema.ts';
import type { Operation } from '../../src/drill/history.ts';
import type { LoadContext } from '../../src/drill/workload.ts';
import { FakeEngine } from '../support/fake-engine.ts';
import { buildImages, startFront, type Front } from '../docker/nginx/front.ts';

beforeAll(buildImages);

/** The load of a drill on a real front, with all that it wrote down, by stream. */
async function loaded(front: Front) {
  const ports = new Map([['nginx', Number(new URL(front.url).port)]]);
  const plan = { ...front.plan, ports };
  const workload = drillApps(appsSchema.parse({}), plan).workload!;
  const written = new Map<string, Operation[]>();
  const notes: string[] = [];
  const context: LoadContext = {
    plan,
    engine: new FakeEngine(),
    secret: () => '',
    signal: new AbortController().signal,
    word: 'test',
    // A tenth: what is tested here is what is seen, not how much is borne.
    pace: 0.1,
    eased: false,
    recorder: {
      now: () => performance.now(),
      stream: ({ id }) => {
        const operations: Operation[] = [];
        written.set(id, operations);
        return (operation) => operations.push({ end: performance.now(), ...operation });
      },
      ranges: () => () => undefined,
      note: (_kind, text) => notes.push(text),
    },
  };
  return { load: await workload.start(context), written, notes };
}

const failed = (operations: readonly Operation[] = []) =>
  operations.filter(({ outcome }) => outcome !== 'ok');

test('a paused replica fails no GET of a quick path and breaks no socket of another', async () => {
  await using front = await startFront();
  const { load, written } = await loaded(front);
  await sleep(1000);
  await front.docker('pause', 'web-1');
  await sleep(8000);
  await front.docker('unpause', 'web-1');
  await sleep(1000);
  await load.stop();

  const gets = written.get('http/get/web') ?? [];
  expect(gets.length).toBeGreaterThan(400);
  expect(failed(gets)).toEqual([]);
  // One time-out of 500 ms, with room for a busy machine; without its own time the path would take 3 s.
  expect(Math.max(...gets.map(({ at, end }) => end - at))).toBeLessThan(2500);
  const broken = failed(written.get('http/socket/web'));
  expect(broken.filter(({ key }) => !key.startsWith('web-1 '))).toEqual([]);
});

test('without any replica the spare is seen to answer, and after stop nothing is asked any more', async () => {
  await using front = await startFront();
  const { load, written, notes } = await loaded(front);
  await front.docker('kill', 'web-1', 'web-2');
  await sleep(4000);
  await load.stop();
  expect(notes).toContain('web-spare-1 answers');
  expect(failed(written.get('http/get/web'))).toEqual([]);
  const count = () => [...written.values()].reduce((sum, operations) => sum + operations.length, 0);
  const atStop = count();
  await sleep(1500);
  expect(count()).toBe(atStop);
});

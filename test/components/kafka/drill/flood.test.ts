import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { intoRuns, runsOf } from '../../../../src/components/kafka/drill/load/finals.ts';
import { kafkaFlood, type KafkaFlood } from '../../../../src/components/kafka/drill/load/flood.ts';
import { streamsAt } from '../../../../src/components/kafka/drill/load/streams.ts';
import type { Operation } from '../../../../src/drill/history.ts';
import { Recording } from '../../../../src/drill/run/recording.ts';
import { FakeBroker } from '../../../support/fake-broker.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { plan } from '../../../drill/limits/runs.ts';

let broker: FakeBroker;
let running: KafkaFlood;
let recording: Recording;

beforeEach(async () => {
  broker = new FakeBroker(1, 'holdfast.drill.w.flood');
  const brokers = new Map([[1, await broker.listen()]]);
  recording = new Recording();
  const signal = new AbortController().signal;
  const context = { plan, engine: new FakeEngine(), secret: () => '', signal };
  const own = { recorder: recording, word: 'w', pace: 1, eased: false };
  running = kafkaFlood(brokers, { ...context, ...own });
});
afterEach(async () => {
  await running.stop(50);
  await broker[Symbol.asyncDispose]();
});

/** Of the one partition that the fake broker leads. */
const seen = (): readonly Operation[] =>
  (recording.history().streams[0]?.operations ?? []).filter(({ key }) => key.endsWith('/0'));

describe('a flood', () => {
  test('sends what is due together in one batch, under one sequence that goes on', async () => {
    running.flood.press(3000);
    await vi.waitUntil(() => broker.produced.length >= 4, 5000);
    running.flood.press(0);
    await vi.waitUntil(() => seen().reduce((sum, { count = 1 }) => sum + count, 0) > 10, 5000);
    const sequences = broker.produced.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    // Fewer batches than messages.
    expect(sequences.at(-1)).toBeGreaterThan(broker.produced.length);
    expect(seen().every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  test('goes on after a batch that was not answered, and sends it again under its own sequence', async () => {
    broker.replies.push('close');
    running.flood.press(300);
    await vi.waitUntil(() => broker.produced.length >= 3, 5000);
    const [first, again, next] = broker.produced;
    expect([first?.sequence, again?.sequence, again?.value]).toEqual([0, 0, first?.value]);
    expect(next?.sequence).toBeGreaterThan(0);
  });
});

describe('what is read back', () => {
  const message = (value: string, offset: number) => ({ key: 'kafka/flood', value, offset });

  test('is runs of values that follow each other', () => {
    const fold = intoRuns();
    fold.take(['1 0', '2 1', '3 2'].map(message));
    fold.take(['4 3', '7 9', '8 9', '8 9'].map(message));
    const { flood } = streamsAt(1);
    expect(runsOf(flood, 't', [fold.result(), []])).toEqual({
      kind: 'runs',
      stream: 'kafka/flood',
      values: new Map([
        [
          't/0',
          [
            [1, 4],
            [7, 8],
            [8, 8],
          ],
        ],
        ['t/1', []],
      ]),
    });
  });
});

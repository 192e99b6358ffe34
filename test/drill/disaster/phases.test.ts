import { describe, expect, test } from 'vitest';
import { paceFor } from '../../../src/drill/disaster/pace.ts';
import { recorded, stepOf } from '../../../src/drill/disaster/phases.ts';
import { timelineOf } from '../../../src/drill/disaster/timeline.ts';
import { moments, written } from './course.ts';

describe('how long what took', () => {
  test('a piece of work without steps is one, and what it gives is given', async () => {
    const clock = { now: 10 };
    const { progress, phases } = recorded(
      (_title, work) => work(() => undefined),
      () => clock.now,
    );
    const result = await progress('saving', (say) => {
      say('kafka: asking for topics, groups and settings');
      // A backup loads on trial as well: only a restore is told in steps.
      say('redis: loading what is to be restored on trial');
      clock.now = 30;
      return Promise.resolve('id');
    });
    expect(result).toBe('id');
    expect(phases).toEqual([{ name: 'saving', from: 10, to: 30 }]);
  });

  test('a restore is told in its steps', async () => {
    const clock = { now: 0 };
    const told: string[] = [];
    const { progress, phases } = recorded(
      (_title, work) => work((text) => told.push(text)),
      () => clock.now,
    );
    await progress('restoring', (say) => {
      for (const text of [
        'redis: loading what is to be restored on trial',
        'stopping 0 services',
        'removing 0 volumes',
        'kafka: starting 3 empty brokers',
        'kafka: restoring 12 topics',
        'kafka: 1200 records sent',
        'kafka: reading 2400 records back',
        'redis: putting the data into redis-1',
        'redis: starting 6 services',
      ]) {
        say(text);
        clock.now += 100;
      }
      return Promise.resolve();
    });
    expect(phases.map(({ name, from, to }) => [name, from, to])).toEqual([
      ["Redis' data loaded on trial", 0, 100],
      ['clearing the ground', 100, 300],
      ['Kafka filled', 300, 600],
      ['Kafka read back and compared', 600, 700],
      ['Redis filled and compared', 700, 900],
    ]);
    expect(told).toHaveLength(9);
  });

  test('what takes no time is left out', async () => {
    const { progress, phases } = recorded(
      (_title, work) => work(() => undefined),
      () => 5,
    );
    await progress('waiting for a first write', () => Promise.resolve());
    expect(phases).toEqual([]);
  });

  test('work that fails took its time as well', async () => {
    const clock = { now: 0 };
    const { progress, phases } = recorded(
      (_title, work) => work(() => undefined),
      () => (clock.now += 50),
    );
    await expect(progress('saving', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(phases).toEqual([{ name: 'saving', from: 50, to: 100 }]);
  });

  test('words that begin no step', () => {
    expect(stepOf('unpacking 20260131-030000')).toBeUndefined();
  });
});

test('a long drill writes more slowly, so that it does not fill the stores', () => {
  expect(paceFor(10)).toBe(1);
  expect(paceFor(60)).toBe(1);
  expect(paceFor(3600) * 2 * 3600).toBeLessThan(160);
});

test('the timeline counts from the destruction', () => {
  const timeline = timelineOf({
    written,
    moments,
    proven: 8000,
    up: 12_000,
    phases: [{ name: 'saving', from: 1000, to: 2000 }],
    length: 13_000,
  });
  expect(timeline).toMatchObject({
    from: -3000,
    to: 10_000,
    step: 250,
    backup: { began: -2000, ended: -1000 },
    proven: 5000,
    up: 9000,
    phases: [{ name: 'saving', from: -2000, to: -1000 }],
  });
  const [kafka] = timeline.rates;
  expect(kafka?.acknowledged).toHaveLength(52);
  expect(kafka?.acknowledged.slice(0, 9)).toEqual([2, 1, 0, 0, 1, 0, 0, 1, 2]);
  expect(kafka?.acknowledged.reduce((sum, n) => sum + n, 0)).toBe(8);
});

import { describe, expect, test } from 'vitest';
import { controlsFound } from '../../../src/drill/checkers/control.ts';
import { nullRun } from '../../../src/drill/checkers/null-run.ts';
import { historyOf, incident, op, paced, register, streamOf } from '../histories.ts';

describe('the null run', () => {
  test('is good when all that happened, happened around an incident', () => {
    const operations = [
      ...paced(0, 5000),
      ...paced(5000, 8000, { outcome: 'info', why: 'time-out' }),
      ...paced(8000, 16_000),
    ];
    expect(nullRun(historyOf([streamOf(operations)]), 0)).toEqual({
      claim: 'nothing happens while nothing is hurt',
      good: true,
      seen: '0 of 60 operations failed; longest gap 100 ms; 0 lost, twice or out of order',
    });
  });

  const calm = paced(0, 16_000);
  test.each([
    ['an operation failed', [...calm.slice(0, 20), op(2000, 21, { outcome: 'fail', why: 'READONLY' })]],
    ['one stayed without an answer', [...calm, op(15_990, 999, { outcome: 'info' })]],
    ['the stream was silent', [...paced(0, 1000), ...paced(3200, 16_000)]],
    ['it fell silent and stayed so', [...paced(0, 2000), op(4000, 21)]],
  ])('is not when %s in calm', (_what, operations) => {
    expect(nullRun(historyOf([streamOf(operations)], { incidents: [] }), 0).good).toBe(false);
  });

  test('is good of the same stream undisturbed, and not with a loss that nobody is to blame for', () => {
    const history = historyOf([streamOf(calm)], { incidents: [] });
    expect(nullRun(history, 0).good).toBe(true);
    expect(nullRun(history, 1)).toMatchObject({ good: false });
  });

  test('lets a key of an eased load wait, and a second more', () => {
    const history = historyOf([streamOf([...paced(0, 1000), ...paced(2800, 16_000)])], { incidents: [] });
    expect(nullRun(history, 0).good).toBe(true);
  });

  test('does not take the reading back for silence', () => {
    const history = historyOf([streamOf(calm)], { incidents: [] });
    expect(nullRun({ ...history, length: 60_000 }, 0).good).toBe(true);
    const other = streamOf(paced(0, 20_000), { id: 'other', judged: false });
    expect(nullRun({ ...history, streams: [streamOf(calm), other], length: 60_000 }, 0).good).toBe(false);
  });

  test("ends when the clients are stopped: what that cut off is nobody's, what hung before is not", () => {
    const other = streamOf(paced(0, 20_000), { id: 'other', judged: false });
    const history = { ...historyOf([streamOf(calm), other], { incidents: [] }), stopped: 16_000 };
    expect(nullRun(history, 0).good).toBe(true);
    const cut = (at: number) => [...calm, op(at, 999, { end: 16_100, outcome: 'fail', why: 'aborted' })];
    expect(nullRun({ ...history, streams: [streamOf(cut(15_990))] }, 0).good).toBe(true);
    expect(nullRun({ ...history, streams: [streamOf(cut(14_000))] }, 0).good).toBe(false);
  });

  test('names why operations failed', () => {
    const operations = [op(0, 1), op(100, 2, { outcome: 'fail', why: 'READONLY' })];
    expect(nullRun(historyOf([streamOf(operations)]), 0).seen).toContain('READONLY');
  });

  test('does not blame the stack for another client that never came back', () => {
    const lost = paced(0, 16_000, { outcome: 'fail', why: 'Connection is closed.' });
    const other = streamOf(lost, { id: 'redis/set/ioredis', judged: false, promise: 'counted' });
    expect(nullRun(historyOf([streamOf(calm), other], { incidents: [] }), 0).good).toBe(true);
    const kept = streamOf(lost, { id: 'redis/incr', judged: false });
    expect(nullRun(historyOf([streamOf(calm), kept], { incidents: [] }), 0).good).toBe(false);
  });

  test('does not begin before every client was connected', () => {
    const early = op(50, 999, { outcome: 'info' });
    const history = historyOf([streamOf([early, ...calm])], { incidents: [] });
    expect(nullRun(history, 0).good).toBe(false);
    expect(nullRun({ ...history, ready: 60 }, 0).good).toBe(true);
  });

  test('counts an operation to the incident that it was begun before, or ended after', () => {
    const operations = [
      ...calm,
      op(4900, 900, { end: 5200, outcome: 'fail' }),
      op(14_900, 901, { end: 15_900, outcome: 'fail' }),
      op(4000, 902, { end: 15_950, outcome: 'fail' }),
    ];
    expect(nullRun(historyOf([streamOf(operations)]), 0).good).toBe(true);
  });

  test('shows nothing of a stream that is a control, nor without any calm', () => {
    const bad = streamOf([op(0, 1, { outcome: 'fail' })], { promise: 'control' });
    expect(nullRun(historyOf([streamOf(calm), bad]), 0).good).toBe(true);
    expect(nullRun(historyOf([streamOf(paced(6000, 9000))]), 0).good).toBe(false);
  });
});

describe('the planted loss', () => {
  const dropped = streamOf([op(0, 1), op(100, 2)], { id: 'redis/dropped', promise: 'control' });
  const found = (last: number) =>
    controlsFound(historyOf([dropped], { finals: [register({ a: last }, 'redis/dropped')] }));

  test('is found once, and nothing else', () => {
    expect(found(1)).toEqual([
      { claim: 'the loss planted in redis/dropped is found', good: true, seen: '1 found, 1 planted' },
    ]);
    expect(found(2)).toMatchObject([{ good: false, seen: '0 found, 1 planted' }]);
    expect(found(0)).toMatchObject([{ good: false, seen: '2 found, 1 planted' }]);
  });

  test('was not looked for when it was not read back', () => {
    expect(controlsFound(historyOf([dropped]))).toMatchObject([{ good: false }]);
  });

  test('has to be planted where anything is read back', () => {
    const writes = streamOf([op(0, 1)]);
    expect(controlsFound(historyOf([writes], { finals: [register({ a: 1 })] }))).toMatchObject([
      { good: false, seen: 'none was planted' },
    ]);
    expect(controlsFound(historyOf([writes], { incidents: [incident()] }))).toEqual([]);
    const counted = streamOf([op(0, 1)], { promise: 'counted' });
    expect(controlsFound(historyOf([counted], { finals: [register({ a: 1 })] }))).toEqual([]);
  });
});

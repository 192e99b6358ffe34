import { describe, expect, test } from 'vitest';
import type { History } from '../../../src/drill/history.ts';
import type { Slo, Slos } from '../../../src/drill/slo.ts';
import { outcomeOf, summarize } from '../../../src/drill/summary/summary.ts';
import type { DrillResult } from '../../../src/report/report.ts';
import { counter, historyOf, incident, log, op, paced, register, streamOf } from '../histories.ts';

const name = 'redis.primary:kill';
const strict: Slo = { rto: 3000, rpo: 0 };

function summaryOf(history: History, slo: Slo = strict) {
  return summarize(history, new Map([[name, slo]]), new Map([[name, 'SIGKILL to the container']]));
}

function drillOf(history: History, slo?: Slo): DrillResult {
  const [drill] = summaryOf(history, slo).drills;
  if (drill === undefined) throw new Error('no drill');
  return drill;
}

/** The claims that are not kept, with what was seen. */
function broken(history: History, slo?: Slo): Record<string, string> {
  const bad = drillOf(history, slo).verdicts.filter(({ good }) => !good);
  return Object.fromEntries(bad.map(({ claim, seen }) => [claim, seen]));
}

/** Away for 2.1 s from just before the fault. */
const outage = [
  ...paced(0, 5000),
  ...paced(5000, 7000, { outcome: 'info', why: 'time-out' }),
  ...paced(7000, 16_000),
];
const good = historyOf([streamOf(outage)], { finals: [register({ a: 160 })] });

test('a run that kept to all has passed, and says so with numbers', () => {
  const drill = drillOf(good);
  expect(drill.outcome).toBe('passed');
  expect(drill.verdicts.map(({ claim, seen }) => `${claim}: ${seen}`)).toMatchInlineSnapshot(`
    [
      "away for at most 3 s: redis/set max 2.1 s, median 2.1 s, known to 100 ms, in 1 run",
      "no acknowledged write lost: 0 of 80 acknowledged, in 1 run",
      "whole again without help: 1 of 1 runs, at most 2 s after the heal",
      "every fault had an effect: 1 of 1 runs",
    ]
  `);
});

test('a stream in numbers', () => {
  expect(drillOf(good).streams).toMatchInlineSnapshot(`
    [
      {
        "acknowledged": 80,
        "client": "holdfast/redis",
        "duplicated": 0,
        "failed": 0,
        "gaps": [
          2100,
        ],
        "id": "redis/set",
        "interval": 100,
        "judged": true,
        "keyed": false,
        "kind": "write",
        "lost": 0,
        "max": 2100,
        "median": 2100,
        "notBack": 0,
        "p50": 2,
        "p95": null,
        "p99": 2,
        "promise": "kept",
        "reordered": 0,
        "sinceHeal": [
          100,
        ],
        "slowest": 2,
        "splitBrain": 0,
        "stale": 0,
        "tier": "redis",
        "title": "SET",
        "unknown": 20,
        "view": "client",
      },
    ]
  `);
});

describe('fails', () => {
  test('when the gap is longer than the SLO, or the stream is not back', () => {
    expect(broken(good, { rto: 2000 })).toHaveProperty(['away for at most 2 s']);
    const never = historyOf([streamOf(paced(0, 5000))]);
    expect(broken(never, { rto: 60_000 })).toEqual({
      'away for at most 60 s': expect.stringContaining('not back in run 1') as string,
    });
  });

  test('when it is counted from the heal and longer than that', () => {
    const late = historyOf([streamOf([...paced(0, 5000), ...paced(11_000, 16_000)])]);
    expect(broken(late, { back: 1000 })).toHaveProperty(['back after the heal within 1 s']);
    expect(broken(late, { back: 3000 })).toEqual({});
  });

  test('when a consumer group is away for longer than that, and only then for its sake', () => {
    const group = streamOf([...paced(0, 5000), ...paced(9000, 16_000)], {
      id: 'kafka/consume',
      kind: 'consume',
      judged: false,
    });
    const away = historyOf([streamOf(paced(0, 16_000)), group]);
    expect(broken(away, { rto: 1000 })).toEqual({});
    expect(broken(away, { consumer: 3000 })).toHaveProperty(['consumers away for at most 3 s']);
    expect(broken(away, { consumer: 5000 })).toEqual({});
  });

  test('when one acknowledged write is lost', () => {
    expect(broken({ ...good, finals: [register({ a: 149 })] })).toEqual({
      'no acknowledged write lost': '1 of 80 acknowledged, in 1 run: redis/set 1',
    });
  });

  test('when one is lost that was acknowledged just before the fault', () => {
    const values = paced(0, 16_000).map(({ value }) => value);
    const stream = streamOf(paced(0, 16_000));
    const without = log({ a: values.filter((value) => value !== 49) });
    expect(broken(historyOf([stream], { finals: [without] }))).toHaveProperty(['no acknowledged write lost']);
  });

  test('but not when a time-out landed', () => {
    const stream = streamOf([...paced(0, 15_900), op(15_900, 160, { outcome: 'info' })]);
    expect(broken(historyOf([stream], { finals: [register({ a: 160 })] }))).toEqual({});
  });

  test('when it was not read back, or nobody wrote', () => {
    expect(broken({ ...good, finals: [] })).toEqual({
      'no acknowledged write lost': 'not read back: redis/set',
    });
    expect(broken(historyOf([streamOf(outage, { kind: 'read' })]))).toHaveProperty([
      'no acknowledged write lost',
    ]);
  });

  test('when a value is there twice, or out of its place', () => {
    const stream = streamOf(paced(0, 16_000));
    const values = paced(0, 16_000).map(({ value }) => value);
    expect(broken(historyOf([stream], { finals: [log({ a: [...values, 70] })] }))).toEqual({
      'no write twice': '1 beside 100 acknowledged, in 1 run',
    });
    const swapped = [...values.slice(0, 80), values[81], values[80], ...values.slice(82)].map(Number);
    expect(broken(historyOf([stream], { finals: [log({ a: swapped })] }))).toEqual({
      'no write out of order': '1 of 100 acknowledged, in 1 run',
    });
  });

  test('when a read is stale', () => {
    const reads = streamOf([op(8000, 80)], { id: 'redis/get', kind: 'read', judged: false });
    const history = historyOf([streamOf(outage), reads], { finals: [register({ a: 160 })] });
    expect(broken(history)).toEqual({});
    const stale = streamOf([op(8000, 40)], { id: 'redis/get', kind: 'read', judged: false });
    expect(broken({ ...history, streams: [streamOf(outage), stale] })).toEqual({
      'no stale read': '1 of 1 answered, in 1 run',
    });
  });

  test('when a consumer has missed a value', () => {
    const writes = streamOf(paced(0, 16_000, { key: 'orders/0' }));
    const got = paced(0, 16_000, { key: 'orders/0' });
    const finals = [log({ 'orders/0': got.map(({ value }) => value) })];
    const group = (missed: number) =>
      streamOf(
        got.filter(({ value }) => value !== missed),
        { id: 'redis/group', kind: 'consume', judged: false },
      );
    expect(broken(historyOf([writes, group(0)], { finals }))).toEqual({});
    expect(broken(historyOf([writes, group(90)], { finals }))).toHaveProperty([
      'every acknowledged write consumed',
    ]);
  });

  test('when a request failed or stayed without an answer', () => {
    const of = (outcome: 'ok' | 'fail' | 'info') =>
      historyOf([
        streamOf([...paced(0, 6000), op(6000, 61, { outcome, why: '502' }), ...paced(6100, 16_000)], {
          kind: 'request',
        }),
      ]);
    expect(broken(of('ok'), { failed: 0 })).toEqual({});
    expect(broken(of('fail'), { failed: 0 })).toEqual({
      'no request failed': '1 of 100 requests, in 1 run: 502',
    });
    expect(broken(of('info'), { failed: 0 })).toHaveProperty(['no request failed']);
    expect(broken(of('fail'), { failed: 1 })).toEqual({});
    expect(broken(historyOf([]), { failed: 0 })).toHaveProperty(['no request failed']);
    const none = historyOf([streamOf([], { kind: 'request' })]);
    expect(broken(none, { failed: 0 })).toEqual({ 'no request failed': '0 of 0 requests, in 1 run' });
  });

  test('when the tier did not become whole', () => {
    const ill = incident({ whole: undefined, illness: 'redis-1 is a replica of nobody' });
    expect(broken({ ...good, incidents: [ill] })).toEqual({
      'whole again without help': '0 of 1 runs; not run 1 (redis-1 is a replica of nobody)',
    });
  });
});

test('what is only counted fails nothing', () => {
  const cheap = streamOf(outage, { id: 'redis/set/primary', promise: 'counted', judged: false });
  const finals = [register({ a: 160 }), register({ a: 71 }, 'redis/set/primary')];
  const notes = [{ at: 7500, kind: 'role' as const, text: 'redis-2 is primary' }];
  const { drills } = summaryOf(historyOf([streamOf(outage), cheap], { finals, notes }));
  expect(drills[0]).toMatchObject({
    outcome: 'passed',
    streams: [{ lost: 0 }, { lost: 79, splitBrain: 75 }],
  });
});

describe('an invalid run', () => {
  const again = incident({
    run: 2,
    began: 25_000,
    bitten: 25_100,
    healed: 29_000,
    whole: 31_000,
    over: 35_000,
  });
  const two = {
    ...historyOf([streamOf([...outage, ...paced(16_000, 36_000)])], {
      incidents: [incident({ invalid: 'redis-1 still runs' }), again],
      finals: [register({ a: 360 })],
    }),
    length: 36_000,
  };

  test('is not passed, and its gap is in no sample', () => {
    const drill = drillOf(two);
    expect(drill.outcome).toBe('invalid');
    expect(drill.streams[0]?.gaps).toEqual([100]);
    expect(broken(two)).toEqual({ 'every fault had an effect': 'not run 1 (redis-1 still runs)' });
    expect(drill.timeline?.run).toBe(2);
  });

  test('does not hide a failure', () => {
    expect(drillOf({ ...two, finals: [register({ a: 1 })] }).outcome).toBe('failed');
  });

  test('alone has nothing to judge by', () => {
    const alone = { ...two, incidents: two.incidents.slice(0, 1) };
    expect(drillOf(alone)).toMatchObject({
      outcome: 'invalid',
      timeline: undefined,
      streams: [{ gaps: [], max: null }],
    });
  });
});

test('p95 is shown from 20 runs on, each statistic a sample that was seen', () => {
  const runs = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const began = 20_000 * index + 5000;
      return incident({ run: index + 1, began, bitten: began, healed: began + 4000, over: began + 10_000 });
    });
  const operations = runs(20).flatMap(({ began }, index) => [
    ...paced(began - 5000, began),
    ...paced(began + 100 * (index + 1), began + 15_000),
  ]);
  const of = (count: number) =>
    drillOf(historyOf([streamOf(operations)], { incidents: runs(count) })).streams[0];
  expect(of(20)).toMatchObject({ median: 1200, p95: 2000, max: 2100 });
  expect(of(19)).toMatchObject({ median: 1100, p95: null, max: 2000 });
});

describe('several drills in one history', () => {
  const kafka = incident({
    name: 'kafka.leader:kill',
    began: 20_000,
    bitten: 20_100,
    healed: 24_000,
    whole: 26_000,
    over: 30_000,
    loads: ['kafka'],
  });
  const redis = incident({ loads: ['redis'] });
  const sends = streamOf(paced(0, 31_000), { id: 'kafka/send', tier: 'kafka' });
  const sets = streamOf([...outage, ...paced(16_000, 31_000)]);
  const history = {
    ...historyOf([sets, sends], {
      incidents: [redis, kafka],
      finals: [register({ a: 310 }), log({ a: paced(0, 31_000).map(({ value }) => value) }, 'kafka/send')],
    }),
    length: 31_000,
  };

  test('show the streams that concern them, each with its own SLO', () => {
    const slos: Slos = new Map([
      [name, strict],
      ['kafka.leader:kill', { rto: 50 }],
    ]);
    const { drills, verdicts } = summarize(history, slos, new Map());
    expect(
      drills.map(({ name: of, outcome, streams }) => [of, outcome, streams.map(({ id }) => id)]),
    ).toEqual([
      [name, 'passed', ['redis/set']],
      ['kafka.leader:kill', 'failed', ['kafka/send']],
    ]);
    expect(outcomeOf(drills, verdicts)).toBe('failed');
  });

  test('a loss is laid on the one in whose window, or before which, it was acknowledged', () => {
    const all = paced(0, 31_000).map(({ value }) => value);
    const finals = [
      log({ a: all.filter((value) => value !== 121) }),
      log({ a: all.slice(0, 305) }, 'kafka/send'),
    ];
    const { drills, verdicts } = summarize({ ...history, finals }, new Map(), new Map());
    expect(drills.map(({ streams }) => streams[0]?.lost)).toEqual([1, 0]);
    // The last five came after everything, and nobody is to blame.
    expect(verdicts[0]).toMatchObject({ good: false, seen: expect.stringContaining('5 lost') as string });
  });

  test('a counter is laid on the only drill that concerns it', () => {
    const finals = [
      counter({ a: 280 }),
      log({ a: paced(0, 31_000).map(({ value }) => value) }, 'kafka/send'),
    ];
    const { drills } = summarize({ ...history, finals }, new Map(), new Map());
    expect(drills[0]?.streams[0]?.lost).toBe(10);
  });
});

test('what is not named is not judged', () => {
  const drill = drillOf({ ...good, finals: [] }, {});
  expect(drill.outcome).toBe('passed');
  expect(drill.verdicts.map(({ claim }) => claim)).toEqual([
    'whole again without help',
    'every fault had an effect',
  ]);
});

describe('outcomeOf', () => {
  const drill = drillOf(good);
  test.each([
    ['passed', ['passed', 'passed'], true],
    ['invalid', ['passed', 'invalid'], true],
    ['failed', ['invalid', 'failed'], true],
    ['failed', ['passed'], false],
  ] as const)('is %s of %j with verdicts that are %s', (outcome, outcomes, verdict) => {
    const drills = outcomes.map((one) => ({ ...drill, outcome: one }));
    expect(outcomeOf(drills, [{ claim: '', good: verdict, seen: '' }])).toBe(outcome);
  });
});

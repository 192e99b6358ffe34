import { describe, expect, test } from 'vitest';
import { duration } from '../../src/report/figures.ts';
import type { DrillResult } from '../../src/report/report.ts';
import {
  clientRto,
  clusterRto,
  freshText,
  insideRto,
  loss,
  p95,
  roomForLoss,
  sentence,
  sloText,
  validRuns,
} from '../../src/report/summary.ts';
import { bare, passed, rich, run, samples, stream } from './fixture.ts';
import { count, plural } from '../../src/words.ts';

const [redis, kafka, web, sentinel] = rich.drills as [DrillResult, DrillResult, DrillResult, DrillResult];

describe('figures', () => {
  test.each([
    [null, '–'],
    [Number.NaN, '–'],
    [0, '0 ms'],
    [0.82, '0.8 ms'],
    [12.5, '12.5 ms'],
    [99.96, '100 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [2314, '2.31 s'],
    [9996, '10.0 s'],
    [119_949, '119.9 s'],
    [119_950, '2 min 0 s'],
    [725_000, '12 min 5 s'],
    [-40, '−40 ms'],
  ])('%j ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test('numbers are grouped, words follow them', () => {
    expect(count(Number.MAX_SAFE_INTEGER)).toBe('9,007,199,254,740,991');
    expect([plural(1, 'run'), plural(0, 'run'), plural(1200, 'run')]).toEqual([
      '1 run',
      '0 runs',
      '1,200 runs',
    ]);
  });
});

describe('which figures stand for a drill', () => {
  test('the judged client that lives through it, and fresh connections to its tier', () => {
    expect(clientRto(redis)?.id).toBe('redis/set/holdfast/replica');
    expect(clusterRto(redis)?.id).toBe('redis/set/fresh');
    expect(clusterRto(web)).toBeUndefined();
  });

  test('fresh connections from inside stand apart from those from the host', () => {
    const fresh = { view: 'inside', promise: 'counted' } as const;
    const inside = stream({ ...fresh, id: 'redis/set/inside/replica' }, [2100, 2300]);
    const elsewhere = stream({ ...fresh, id: 'kafka/inside', tier: 'kafka' }, [9000]);
    const drill = { ...redis, streams: [...redis.streams, inside, elsewhere] };
    expect(clusterRto(drill)?.id).toBe('redis/set/fresh');
    expect(insideRto(drill)?.id).toBe('redis/set/inside/replica');
    expect(freshText(drill)).toBe(`${duration(clusterRto(redis)?.max)} from the host, 2.30 s from inside`);
    expect(insideRto(redis)).toBeUndefined();
    expect(freshText(redis)).toBeUndefined();
  });

  test('the worst of several tiers that are hurt at once', () => {
    const both = { ...redis, streams: [...redis.streams, ...kafka.streams] };
    expect(clientRto(both)?.id).toBe('kafka/produce/kafkajs');
    expect(clusterRto(both)?.id).toBe('kafka/fresh');
  });

  test('losses are counted by what the acknowledgement promised; reads do not count', () => {
    expect(loss(kafka.streams, 'kept')).toEqual({ lost: 3, acknowledged: 3 * 41_204 });
    expect(loss(kafka.streams, 'control')).toEqual({ lost: 212, acknowledged: 41_204 });
    expect(loss([stream({ kind: 'read' }, [1])], 'kept')).toBeUndefined();
  });

  test('invalid runs give no samples', () => {
    expect(validRuns(sentinel)).toEqual([]);
    expect(validRuns({ ...redis, runs: [run(1), run(2, { invalid: 'no' })] })).toHaveLength(1);
  });

  test('p95 from 20 samples on, else the reason', () => {
    expect(p95(stream({}, samples(19, 2000, 100, 1)))).toBe('needs 20 samples, has 19');
    expect(p95(stream({}, samples(20, 2000, 100, 1)))).toMatch(/^[12]\.\d\d s$/);
  });

  test('limits in words', () => {
    expect(sloText(redis)).toBe('RTO at most 3.00 s, nothing lost');
    expect(sloText(web)).toBe('no request failed');
    expect(sloText(sentinel)).toBe('none: shown, not judged');
  });
});

describe('what zero losses do not say', () => {
  test.each([
    [0, undefined],
    [1, 'a single run excludes nothing'],
    [20, 'a loss in up to 14 % of such faults is not excluded, at 95 % confidence'],
    [100, 'a loss in up to 3 % of such faults is not excluded, at 95 % confidence'],
  ])('after %i runs', (runs, words) => {
    expect(roomForLoss({ lost: 0, acknowledged: 10 }, runs)).toBe(words);
    expect(roomForLoss({ lost: 1, acknowledged: 10 }, runs)).toBeUndefined();
  });
});

describe('the sentence', () => {
  test('of a good day', () => {
    expect(sentence(passed)).toBe(
      'All 2 drills passed. The longest time that the service was away for a running client was 2.56 s (redis.primary:kill). Of 84,419 writes acknowledged as safe, none was lost.',
    );
  });

  test('names what failed and what showed nothing', () => {
    expect(sentence(rich)).toContain('1 of 4 drills failed: kafka.leader(orders/0):pause did not keep');
    expect(sentence(rich)).toContain('showed nothing: the fault had no effect (redis.sentinel.2:disconnect)');
    expect(sentence(rich)).toContain('3 were lost');
  });

  test('never says passed when the whole did not hold', () => {
    const broken = { ...passed, verdicts: [{ claim: 'no OOM kill', good: false, seen: 'kafka-2' }] };
    expect(sentence({ ...broken, outcome: 'failed' })).toMatch(
      /^Of the whole, “no OOM kill” does not hold \(kafka-2\)/,
    );
    expect(sentence({ ...passed, outcome: 'invalid' })).toMatch(
      /^No single drill was invalid, but the whole is invalid/,
    );
    expect(sentence(bare)).toBe('No fault was caused, so nothing was shown.');
  });
});

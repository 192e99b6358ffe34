import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Final, History, Operation, Stream } from '../../../src/drill/history.ts';
import { outcomeOf, summarize } from '../../../src/drill/summary/summary.ts';
import { historyOf, incident, streamOf } from '../histories.ts';

/*
 * A perfect server: it answers each operation at once and applies it once, in order. Of what it is asked, some answers get
 * lost on the way (`info`), and some operations are refused (`fail`); both only around the incident.
 */

interface Answer {
  readonly key: 'a' | 'b';
  readonly outcome: Operation['outcome'];
  /** Of an unknown one: whether it was applied. */
  readonly landed: boolean;
}

const answer = fc.record<Answer>({
  key: fc.constantFrom('a', 'b'),
  outcome: fc.oneof({ weight: 4, arbitrary: fc.constant('ok' as const) }, fc.constantFrom('fail', 'info')),
  landed: fc.boolean(),
});
const answers = fc.array(answer, { minLength: 5, maxLength: 60 });

const kinds = ['register', 'counter', 'log'] as const;
const name = 'redis.primary:kill';

/** One operation each 100 ms, from 5 s on; calm before and after. */
function operationsOf(given: readonly Answer[]): Operation[] {
  const calm = (from: number) =>
    Array.from({ length: 20 }, (_, index) => ({ at: from + 100 * index, outcome: 'ok' as const }));
  const all = [
    ...calm(3000).map((one) => ({ ...one, key: 'a' })),
    ...given.map(({ key, outcome }, index) => ({ at: 5000 + 100 * index, key, outcome })),
    ...calm(5000 + 100 * given.length).map((one) => ({ ...one, key: 'b' })),
  ];
  return all.map((one, index) => ({ ...one, value: index + 1, end: one.at + 3 }));
}

function appliedOf(operations: readonly Operation[], given: readonly Answer[]): readonly Operation[] {
  return operations.filter(
    ({ outcome }, index) => outcome === 'ok' || (outcome === 'info' && given[index - 20]?.landed === true),
  );
}

function finalOf(kind: (typeof kinds)[number], stream: string, applied: readonly Operation[]): Final {
  const of = (key: string) => applied.filter((one) => one.key === key).map(({ value }) => value);
  const keys = ['a', 'b'] as const;
  switch (kind) {
    case 'register':
      return { kind, stream, values: new Map(keys.map((key) => [key, of(key).at(-1)])) };
    case 'counter':
      return { kind, stream, values: new Map(keys.map((key) => [key, of(key).length])) };
    case 'log':
      return { kind, stream, values: new Map(keys.map((key) => [key, of(key)])) };
  }
}

/** Reads see what was applied before they began. */
function readsOf(applied: readonly Operation[]): Stream {
  const reads = applied.map(({ key, value, end }) => ({
    key,
    value,
    at: end + 1,
    end: end + 2,
    outcome: 'ok' as const,
  }));
  return streamOf(reads, { id: 'get', kind: 'read', judged: false, interval: 1000 });
}

function judged(
  kind: Final['kind'],
  operations: readonly Operation[],
  given: readonly Answer[],
  final: Final,
) {
  const length = 7000 + 100 * given.length;
  const planted = streamOf([{ key: 'x', value: 1, at: 3000, end: 3001, outcome: 'ok' }], {
    id: 'redis/dropped',
    promise: 'control',
    judged: false,
  });
  const history: History = {
    ...historyOf([streamOf(operations), readsOf(appliedOf(operations, given)), planted], {
      incidents: [incident({ over: 5000 + 100 * given.length })],
      finals: [final, { kind: 'register', stream: 'redis/dropped', values: new Map() }],
    }),
    length,
  };
  const summary = summarize(history, new Map([[name, { rto: length, rpo: 0 }]]), new Map());
  return { ...summary, outcome: outcomeOf(summary.drills, summary.verdicts), kind };
}

describe.each(kinds)('a %s', (kind) => {
  test('of a perfect server has no findings, whatever landed', () => {
    fc.assert(
      fc.property(answers, (given) => {
        // One that acknowledges nothing is a finding.
        fc.pre(given.some((one) => one.outcome === 'ok'));
        const operations = operationsOf(given);
        const final = finalOf(kind, 'redis/set', appliedOf(operations, given));
        const { outcome, drills, verdicts } = judged(kind, operations, given, final);
        expect([...verdicts, ...(drills[0]?.verdicts ?? [])].filter(({ good }) => !good)).toEqual([]);
        expect(outcome).toBe('passed');
      }),
    );
  });

  test('that is short of the last acknowledged value of a key fails', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom('a', 'b'), (given, key) => {
        const operations = operationsOf(given);
        const last = operations.findLast((one) => one.key === key && one.outcome === 'ok');
        // What landed after it would cover it in a register, and fill its place in a counter.
        const applied = operations.filter((one) => one.outcome === 'ok' && one !== last);
        const { outcome } = judged(kind, operations, given, finalOf(kind, 'redis/set', applied));
        expect(outcome).toBe('failed');
      }),
    );
  });
});

describe('a log', () => {
  const position = fc.nat();

  test('that is short of any one acknowledged value fails, whatever landed', () => {
    fc.assert(
      fc.property(answers, position, (given, index) => {
        const operations = operationsOf(given);
        const acknowledged = operations.filter(({ outcome }) => outcome === 'ok');
        const missing = acknowledged[index % acknowledged.length];
        const applied = appliedOf(operations, given).filter((one) => one !== missing);
        const { outcome, drills, verdicts } = judged(
          'log',
          operations,
          given,
          finalOf('log', 'redis/set', applied),
        );
        expect(outcome).toBe('failed');
        const lost = drills[0]?.streams.find(({ id }) => id === 'redis/set')?.lost;
        expect(lost === 1 || verdicts[0]?.seen.includes('1 lost')).toBe(true);
      }),
    );
  });

  test('with any one value twice fails', () => {
    fc.assert(
      fc.property(answers, position, position, (given, index, place) => {
        const operations = operationsOf(given);
        const applied = appliedOf(operations, given);
        const again = applied[index % applied.length];
        const at = place % (applied.length + 1);
        const twice = [
          ...applied.slice(0, at),
          ...(again === undefined ? [] : [again]),
          ...applied.slice(at),
        ];
        expect(judged('log', operations, given, finalOf('log', 'redis/set', twice)).outcome).toBe('failed');
      }),
    );
  });

  test('with any two values of a key exchanged fails', () => {
    fc.assert(
      fc.property(answers, position, position, (given, one, other) => {
        const operations = operationsOf(given);
        const applied = [...appliedOf(operations, given)];
        const ofA = applied.flatMap(({ key }, index) => (key === 'a' ? [index] : []));
        const [i = 0, j = 0] = [ofA[one % ofA.length], ofA[other % ofA.length]];
        fc.pre(i !== j);
        const [first, second] = [applied[i], applied[j]];
        if (first === undefined || second === undefined) return;
        [applied[i], applied[j]] = [second, first];
        expect(judged('log', operations, given, finalOf('log', 'redis/set', applied)).outcome).toBe('failed');
      }),
    );
  });
});

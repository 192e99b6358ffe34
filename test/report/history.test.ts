import { describe, expect, test } from 'vitest';
import type { History } from '../../src/drill/history.ts';
import { historyLines } from '../../src/report/history.ts';
import { rich } from './fixture.ts';

const facts = rich.drills[0]!.streams[0]!;

const history: History = {
  streams: [
    {
      ...facts,
      operations: [
        { key: 'k', value: 1, at: 0, end: 1.5, outcome: 'ok' },
        { key: 'k', value: 2, at: 12, end: 900, outcome: 'info', why: 'timed out\nafter 900 ms' },
      ],
    },
  ],
  incidents: [
    {
      name: 'redis.primary:kill',
      run: 1,
      services: ['redis-1'],
      began: 10,
      bitten: 11,
      healed: 20,
      whole: undefined,
      over: 40,
      evidence: 'redis-1 is exited with 137',
    },
  ],
  notes: [{ at: 10, kind: 'fault', text: 'kill redis-1' }],
  finals: [
    { kind: 'register', stream: facts.id, values: new Map([['k', undefined]]) },
    { kind: 'counter', stream: facts.id, values: new Map([['c', 4]]) },
    { kind: 'log', stream: facts.id, values: new Map([['t/0', [1, 2]]]) },
  ],
  length: 40,
};

describe('history.jsonl', () => {
  const lines = [...historyLines(history)];
  const values = lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  test('is a value a line, whatever is in the texts', () => {
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(values.map(({ type }) => type)).toEqual([
      'stream',
      'incident',
      'note',
      'operation',
      'operation',
      'final',
      'final',
      'final',
    ]);
  });

  test('keeps what was never whole, and a key that is gone, as null', () => {
    expect(values[1]).toMatchObject({ name: 'redis.primary:kill', whole: null });
    expect(values[5]).toEqual({ type: 'final', kind: 'register', stream: facts.id, values: { k: null } });
    expect(values[7]).toMatchObject({ values: { 't/0': [1, 2] } });
  });

  test('names a stream with each operation and its facts once, without results', () => {
    expect(values[3]).toEqual({
      type: 'operation',
      stream: facts.id,
      key: 'k',
      value: 1,
      at: 0,
      end: 1.5,
      outcome: 'ok',
    });
    expect(Object.keys(values[0]!)).toEqual([
      'type',
      'id',
      'tier',
      'client',
      'title',
      'kind',
      'view',
      'promise',
      'judged',
      'keyed',
      'interval',
    ]);
  });
});

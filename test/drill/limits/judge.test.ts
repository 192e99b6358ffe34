import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/drill/limits/judge.ts';
import { budgetMiB } from '../../../src/drill/limits/verdicts/peak-in-budget.ts';
import type { Run } from '../../../src/drill/limits/run.ts';
import { bite, phase, plan, runOf, snapshot, withContainer } from './runs.ts';

/** The claims that are not kept, with what was seen. */
function broken(run: Run): Record<string, string> {
  const bad = judge(run, plan).verdicts.filter(({ good }) => !good);
  return Object.fromEntries(bad.map(({ claim, seen }) => [claim, seen]));
}

test('a run in which every load bit and nothing happened has passed', () => {
  const { outcome, verdicts } = judge(runOf(phase(), phase()), plan);
  expect(outcome).toBe('passed');
  expect(verdicts.map(({ claim, seen }) => `${claim}: ${seen}`)).toMatchInlineSnapshot(`
    [
      "no OOM kill: 0 kills",
      "no restart: 16 containers ran through",
      "no failover: redis primary redis-1 (epoch 0)",
      "no acknowledged write lost: 0 of 2000 acknowledged",
      "peak of the stack at most 90 % of its budget: 1500 of 3424 MiB, 43.8 %, in 30 samples",
      "nothing left behind: all keys and topics of the drill are removed",
      "every load reached its limit: 2 of 2",
    ]
  `);
});

describe('no OOM kill', () => {
  const later = '2026-01-01T00:05:00Z';
  test.each([
    ['counted by the cgroup', snapshot({ oomKills: new Map([['nginx', 2]]) }), '2 kills: nginx 2'],
    [
      'counted from 0 after a restart',
      { ...withContainer('nginx', { startedAt: later }), oomKills: new Map([['nginx', 1]]) },
      '1 kills: nginx 1',
    ],
    [
      'marked by the engine',
      withContainer('redis-1', { oomKilled: true, state: 'exited' }),
      '1 kills: redis-1 1',
    ],
    ['told of as it happened', snapshot({ shortages: new Map([['redis-2', 3]]) }), '1 kills: redis-2 1'],
  ])('one that was %s', (_how, after, seen) => {
    expect(broken(runOf(phase({ after })))).toMatchObject({ 'no OOM kill': seen });
  });

  test('one kill that all three witnesses saw is one', () => {
    const after = {
      ...withContainer('redis-1', { oomKilled: true, state: 'exited' }),
      oomKills: new Map([['redis-1', 1]]),
      shortages: new Map([['redis-1', 1]]),
    };
    expect(broken(runOf(phase({ after })))['no OOM kill']).toBe('1 kills: redis-1 1');
  });

  test('what was there before the drill, and stays as it was, is none', () => {
    const old = snapshot({ oomKills: new Map([['nginx', 4]]), shortages: new Map() });
    expect(broken({ ...runOf(phase({ after: old })), before: old })).toEqual({});
  });

  test('a cgroup of ours that cannot be read is no proof', () => {
    const after = snapshot({ oomKills: new Map([['kafka-1', undefined]]) });
    expect(broken(runOf(phase({ after })))).toEqual({
      'no OOM kill': '0 kills; cgroup not to be read: kafka-1',
    });
  });
});

test.each([
  ['started again', { startedAt: '2026-01-01T00:05:00Z' }],
  ['was made anew', { id: 'another' }],
  ['is no more', { state: 'exited', exitCode: 137 }],
])('a container that %s', (_what, change) => {
  const run = runOf(phase({ after: withContainer('kafka-2', change) }), phase());
  expect(broken(run)).toEqual({ 'no restart': 'ended or started again: kafka-2' });
});

describe('no failover', () => {
  const leaders = (text: string) => snapshot({ leaders: new Map([['redis primary', text]]) });

  test('a lead that moved, although it came back', () => {
    const run = runOf(
      phase({ after: leaders('redis-2 (epoch 1)') }),
      phase({ after: leaders('redis-1 (epoch 2)') }),
    );
    expect(broken(run)).toEqual({
      'no failover': 'redis primary: redis-1 (epoch 0) -> redis-2 (epoch 1) -> redis-1 (epoch 2)',
    });
  });

  test('one that went away and came back between two looks, by its epoch', () => {
    expect(broken(runOf(phase({ after: leaders('redis-1 (epoch 2)') })))).toHaveProperty('no failover');
  });

  test('one that nobody could name', () => {
    const run = runOf(phase({ after: snapshot({ leaders: new Map() }) }));
    expect(broken(run)).toEqual({ 'no failover': 'redis primary: redis-1 (epoch 0) -> nobody' });
  });
});

test('a single acknowledged write that is missing', () => {
  const run = runOf(phase(), phase({ name: 'all', bites: [bite({ lost: 1 })] }));
  expect(broken(run)).toEqual({
    'no acknowledged write lost': '1 of 2000 acknowledged: redis:fill 1 in phase all',
  });
});

describe('the peak', () => {
  const at = (stackMiB: number, samples = 9) =>
    runOf(phase({ peaks: { stackMiB, services: new Map(), samples } }));

  test('is good at nine tenths of the budget, and not above', () => {
    expect(broken(at(0.9 * budgetMiB(plan)))).toEqual({});
    expect(Object.keys(broken(at(0.9 * budgetMiB(plan) + 1)))).toEqual([
      'peak of the stack at most 90 % of its budget',
    ]);
  });

  test('is not good when nothing was sampled', () => {
    expect(Object.keys(broken(at(0, 0)))).toHaveLength(1);
  });
});

test('something that could not be removed', () => {
  expect(broken({ ...runOf(phase()), leftovers: ['redis does not answer'] })).toEqual({
    'nothing left behind': 'redis does not answer',
  });
});

describe('a load that did not reach its limit', () => {
  const weak = bite({ bit: false, seen: 'none refused' });

  test('makes the run invalid, however good all else is', () => {
    expect(judge(runOf(phase(), phase({ name: 'all', bites: [weak] })), plan)).toMatchObject({
      outcome: 'invalid',
      verdicts: expect.arrayContaining([
        {
          claim: 'every load reached its limit',
          good: false,
          seen: 'not redis:fill in phase all (none refused)',
        },
      ]) as unknown,
    });
  });

  test('does not hide a failure', () => {
    expect(judge(runOf(phase({ bites: [weak, bite({ lost: 1 })] })), plan).outcome).toBe('failed');
  });

  test('and a run without any load has shown nothing', () => {
    expect(judge(runOf(), plan).outcome).not.toBe('passed');
  });
});

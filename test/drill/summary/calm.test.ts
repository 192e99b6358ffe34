import { describe, expect, test } from 'vitest';
import type { History } from '../../../src/drill/history.ts';
import { outcomeOf, summarize } from '../../../src/drill/summary/summary.ts';
import { reportLines, tourLines } from '../../../src/report/terminal.ts';
import { sentence } from '../../../src/report/summary.ts';
import { reportJunit } from '../../../src/report/junit.ts';
import { reportHtml } from '../../../src/report/html.ts';
import { reportMarkdown } from '../../../src/report/markdown.ts';
import { readReport, reportJson } from '../../../src/report/json.ts';
import { bare } from '../../report/fixture.ts';
import { historyOf, op, paced, register, streamOf } from '../histories.ts';

const leads = { 'redis primary': 'redis-1 (epoch 3)' };
const planted = streamOf([op(0, 1)], { id: 'redis/control/dropped', promise: 'control', judged: false });
const sets = streamOf(paced(0, 16_000));

const good: History = {
  ...historyOf([sets, planted], {
    incidents: [],
    finals: [register({ a: 160 }), register({}, 'redis/control/dropped')],
  }),
  led: { before: leads, after: leads },
  ready: 1000,
  stopped: 15_990,
};

function summaryOf(history: History) {
  const { drills, verdicts } = summarize(history, new Map(), new Map());
  return { drills, verdicts, outcome: outcomeOf(drills, verdicts) };
}

function broken(history: History): readonly string[] {
  const { drills, verdicts } = summaryOf(history);
  return [...drills.flatMap((drill) => drill.verdicts), ...verdicts]
    .filter((one) => !one.good)
    .map(({ claim }) => claim);
}

test('load without a fault is a drill of its own, with all that can be said of it', () => {
  const { drills, verdicts, outcome } = summaryOf(good);
  expect(outcome).toBe('passed');
  expect(drills).toMatchObject([
    {
      name: 'calm',
      calm: true,
      outcome: 'passed',
      slo: { rpo: 0, failovers: 0 },
      runs: [{ run: 1, services: [], evidence: 'nothing was hurt', healedAfter: 0, wholeAfter: 0 }],
      // From when all were connected on.
      streams: [{ acknowledged: 150, gaps: [100], lost: 0, p50: 2 }, {}],
    },
  ]);
  expect(drills[0]?.verdicts.map(({ claim, seen }) => `${claim}: ${seen}`)).toEqual([
    'nothing happens while nothing is hurt: 0 of 150 operations failed; longest gap 100 ms; 0 lost, twice or out of order',
    'no acknowledged write lost: 0 of 150 acknowledged, in 1 run',
    'no failover, no leader election: 0 failovers, 0 leader elections: redis primary redis-1 (epoch 3), in 1 run',
  ]);
  expect(verdicts.map(({ claim }) => claim)).toEqual(['the loss planted in redis/control/dropped is found']);
});

describe('fails', () => {
  test('when somebody else leads in the end', () => {
    const after = { 'redis primary': 'redis-2 (epoch 4)' };
    expect(broken({ ...good, led: { before: leads, after } })).toEqual(['no failover, no leader election']);
  });

  test('when one operation failed, or one acknowledged write is lost', () => {
    const failing = streamOf([...paced(0, 16_000), op(8000, 999, { outcome: 'fail', why: 'READONLY' })]);
    expect(broken({ ...good, streams: [failing, planted] })).toEqual([
      'nothing happens while nothing is hurt',
    ]);
    const [, control] = good.finals;
    const lost = { ...good, finals: [register({ a: 159 }), ...(control === undefined ? [] : [control])] };
    expect(broken(lost)).toEqual(['nothing happens while nothing is hurt', 'no acknowledged write lost']);
  });

  test('when nobody wrote anything', () => {
    expect(broken({ ...good, streams: [] })).toContain('nothing happens while nothing is hurt');
  });
});

test('where nothing has a leader or keeps anything, none of it is asked', () => {
  const requests = streamOf(paced(0, 16_000), { id: 'http/get', kind: 'request' });
  const { drills, outcome } = summaryOf(historyOf([requests], { incidents: [] }));
  expect(outcome).toBe('passed');
  expect(drills[0]?.slo).toEqual({});
  expect(drills[0]?.verdicts).toHaveLength(1);
});

describe('every form of the report', () => {
  const report = { ...bare, ...summaryOf(good), began: '2026-01-02T03:04:05.000Z', length: 20_000 };

  test('says that nothing was hurt', () => {
    expect(sentence(report)).toMatch(/^Nothing was hurt, and nothing happened\./);
    expect(reportMarkdown(report)).toContain('0 failovers, 0 leader elections');
    expect(reportHtml(report)).toContain('No run is drawn: nothing was hurt.');
    expect(reportJunit(report)).not.toContain('had an effect');
    expect(reportLines(report, undefined).join('\n')).toContain('calm');
  });

  test('tells on the terminal what holds', () => {
    expect(tourLines(report, undefined)).toEqual([
      'passed  calm  longest gap 100 ms, 0 of 150 acknowledged writes lost',
      expect.stringContaining('holds  nothing happens while nothing is hurt: ') as string,
      'holds  no acknowledged write lost: 0 of 150 acknowledged, in 1 run',
      expect.stringContaining(
        'holds  no failover, no leader election: 0 failovers, 0 leader elections',
      ) as string,
    ]);
  });

  test('is read back as it was', () => {
    const again = readReport(reportJson(report), 'report.json');
    expect(again.drills[0]?.calm).toBe(true);
    expect(again.drills[0]?.slo).toEqual({ rpo: 0, failovers: 0 });
  });

  test('what is only counted has no check mark', () => {
    const counted = { claim: 'one holder', good: true, counted: true, seen: '1 of 3' } as const;
    const drills = report.drills.map((drill) => ({ ...drill, verdicts: [counted] }));
    expect(reportMarkdown({ ...report, drills })).toContain('- · one holder: 1 of 3');
    expect(reportHtml({ ...report, drills })).toContain('<li class="counted">');
    expect(tourLines({ ...report, drills }, undefined)).toContain('counted  one holder: 1 of 3');
    expect(readReport(reportJson({ ...report, drills }), '').drills[0]?.verdicts).toEqual([counted]);
  });
});

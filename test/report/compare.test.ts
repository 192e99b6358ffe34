import { describe, expect, test } from 'vitest';
import { change, compareReports, shorterIn } from '../../src/report/compare.ts';
import { comparisonMarkdown } from '../../src/report/markdown/compare.ts';
import { hostile, passed, rich, stream } from './fixture.ts';

const elsewhere = {
  ...passed,
  failover: 'balanced' as const,
  host: { ...passed.host, cpus: 8 },
  versions: { ...passed.versions, redis: '8.2.1', valkey: '9.0' },
};

describe('two runs side by side', () => {
  test('what is the same is not shown', () => {
    expect(compareReports(passed, passed)).toMatchObject({ differences: [], cautions: [] });
  });

  test('hosts, settings and releases that differ, with what follows from it', () => {
    const { differences, cautions } = compareReports(passed, elsewhere);
    expect(differences).toEqual([
      { what: 'failover timers', a: 'fast', b: 'balanced' },
      { what: 'CPUs', a: '2', b: '8' },
      { what: 'redis', a: '8.0.2', b: '8.2.1' },
      { what: 'valkey', a: '–', b: '9.0' },
    ]);
    expect(cautions).toEqual([
      'The hosts differ: times may differ for that reason alone.',
      'The failover timers differ: they set most of every RTO.',
    ]);
  });

  test('another number of runs is said, because a maximum grows with it', () => {
    const [first, ...rest] = passed.drills;
    const fewer = { ...passed, drills: [{ ...first!, runs: first!.runs.slice(0, 5) }, ...rest] };
    expect(compareReports(passed, fewer).cautions).toEqual([
      'redis.primary:kill: 24 runs against 5. More runs see a higher maximum by chance.',
    ]);
  });

  test('drills and streams of either side, each once', () => {
    const [first] = passed.drills;
    const other = { ...passed, drills: [{ ...first!, streams: first!.streams.slice(1) }] };
    const { drills } = compareReports(other, rich);
    expect(drills.map(({ name }) => name)).toEqual(rich.drills.map(({ name }) => name));
    expect(drills[0]?.streams.map(({ either }) => either.id)).toHaveLength(6);
    expect(drills[1]).toMatchObject({ a: undefined, b: { outcome: 'failed' } });
  });

  test('a change in time and in percent', () => {
    expect(change(2000, 2310)).toBe('+310 ms, +16 %');
    expect(change(2000, 1500)).toBe('−500 ms, −25 %');
    expect(change(0, 10)).toBe('+10 ms');
    expect(change(5, 5)).toBe('the same');
    expect(change(null, 5)).toBe('–');
  });

  test('in how many pairs of samples the second was shorter', () => {
    const of = (...gaps: number[]) => stream({}, gaps);
    expect(shorterIn(of(3, 4), of(1, 2))).toBe(100);
    expect(shorterIn(of(1, 2), of(3, 4))).toBe(0);
    expect(shorterIn(of(1, 3), of(2, 3))).toBe(37.5);
    expect(shorterIn(of(), of(1))).toBeNull();
  });

  test('as Markdown', async () => {
    await expect(comparisonMarkdown(compareReports(rich, elsewhere))).toMatchFileSnapshot(
      'golden/compared.md.txt',
    );
    // In a heading the name is code, where tags are text.
    const lines = comparisonMarkdown(compareReports(rich, hostile)).split('\n');
    expect(lines.filter((line) => !line.startsWith('## ')).join('\n')).not.toContain('<script');
  });
});

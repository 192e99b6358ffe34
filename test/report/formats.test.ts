import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../src/report/html.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportJunit } from '../../src/report/junit.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { reportLines, tourLines } from '../../src/report/terminal.ts';
import { bare, hostile, passed, rich, stream } from './fixture.ts';

describe('every format is what is written down for it', () => {
  test('report.md', async () => {
    await expect(reportMarkdown(rich)).toMatchFileSnapshot('golden/report.md.txt');
  });

  test('junit.xml', async () => {
    await expect(reportJunit(rich)).toMatchFileSnapshot('golden/junit.xml');
  });

  test('report.json', async () => {
    // Without what is drawn: a thousand numbers that nobody would read.
    const drills = rich.drills.map((drill) => ({ ...drill, timeline: undefined }));
    await expect(reportJson({ ...rich, drills })).toMatchFileSnapshot('golden/report.json.txt');
  });

  test('the terminal', async () => {
    const text = [...tourLines(passed, 'out/report.html'), '', ...reportLines(rich, 'out/report.html')];
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('golden/terminal.txt');
  });
});

test('every form for people shows fresh connections from inside beside those from the host', () => {
  const drills = rich.drills.map((drill) => ({
    ...drill,
    streams: [...drill.streams, stream({ id: 'redis/inside', view: 'inside', promise: 'counted' }, [1234])],
  }));
  const report = { ...rich, drills };
  expect(reportMarkdown(report)).toMatch(/^- Cluster RTO, longest: .* from the host, 1\.23 s from inside$/m);
  expect(reportHtml(report)).toContain('Cluster RTO, from inside');
  expect(reportHtml(report)).toContain('fresh connections inside');
  expect(tourLines(report, undefined).join('\n')).toMatch(/fresh connections .* 1\.23 s from inside/);
  const [head, ...rows] = reportLines(report, undefined);
  expect(head).toMatch(/INSIDE +MAX/);
  expect(rows[0]).toMatch(/1\.23 s +1\.23 s/);
});

describe('junit.xml', () => {
  test('a verdict that does not hold is a failure, an invalid drill an error', () => {
    const text = reportJunit(rich);
    expect(text).toMatch(/<testsuites [^>]*tests="17" failures="3" errors="1"/);
    expect(text).toMatch(
      /<error message="invalid, not passed: run 1: redis-sentinel-2 still answers its peers"/,
    );
  });

  test('a failed drill without a bad verdict does not look passed', () => {
    const [first] = passed.drills;
    const text = reportJunit({ ...passed, drills: [{ ...first!, outcome: 'failed' }] });
    expect(text).toMatch(/failures="1"/);
  });

  test('holds no character that XML cannot hold, and no markup from texts', () => {
    const text = reportJunit({ ...hostile, stack: `${hostile.stack}\ud800\uffff` });
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(Buffer.from(text).toString()).toBe(text);
    expect(text).not.toContain('<script');
    const tags = [...text.matchAll(/<\/?([a-z-]+)/g)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'system-out']));
  });
});

describe('report.md', () => {
  test('texts stay texts', () => {
    const text = reportMarkdown(hostile);
    // Code spans show tags as they are; outside of them there is none.
    const outside = text.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/<(script|img)/);
  });

  test('every row of a table has as many cells as its head', () => {
    for (const report of [rich, hostile]) {
      const tables = reportMarkdown(report)
        .split(/\n\n/)
        .filter((block) => block.startsWith('|'));
      expect(tables.length).toBeGreaterThan(2);
      for (const table of tables) {
        const cells = table.split('\n').map((row) => row.match(/(?<!\\)\|/g)?.length);
        expect(new Set(cells).size).toBe(1);
      }
    }
  });

  test('a report of nothing is still one', () => {
    expect(reportMarkdown(bare)).toContain('No fault was caused');
  });
});

test('the terminal gets no control characters', () => {
  const text = [...reportLines(hostile, undefined), ...tourLines(hostile, undefined)].join('');
  expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
});

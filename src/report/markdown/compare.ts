import { change, shorterIn, type Comparison, type DrillPair } from '../compare.ts';
import { duration } from '../figures.ts';
import { isWrite } from '../summary.ts';
import type { StreamResult } from '../report.ts';
import { code, md, mdTable } from './text.ts';
import { count } from '../../words.ts';

/** Two reports as Markdown: what differs first, then a table for each drill. */
export function comparisonMarkdown({ a, b, differences, cautions, drills }: Comparison): string {
  const blocks = [
    [`# Failover drills side by side: ${md(a.stack)} (A), ${md(b.stack)} (B)`],
    [`A: ${a.outcome}. B: ${b.outcome}.`],
    differences.length === 0
      ? ['Nothing differs in what they were made on.']
      : mdTable(
          ['what differs', 'A', 'B'],
          differences.map((one) => [one.what, one.a, one.b].map(md)),
        ),
    cautions.map((line) => `- ${md(line)}`),
    ...drills.map(drillBlock),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function drillBlock({ name, a, b, streams }: DrillPair): readonly string[] {
  const head = [
    'client',
    'stream',
    'median A',
    'median B',
    'change',
    'max A',
    'max B',
    'B shorter in',
    'lost A',
    'lost B',
  ];
  return [
    `## ${code(name)}: ${a?.outcome ?? 'not run'} (A), ${b?.outcome ?? 'not run'} (B)`,
    '',
    ...mdTable(
      head,
      streams.map(({ a: left, b: right, either }) => [
        md(either.client),
        md(either.title),
        duration(left?.median),
        duration(right?.median),
        change(left?.median, right?.median),
        duration(left?.max),
        duration(right?.max),
        pairs(shorterIn(left, right)),
        lost(left),
        lost(right),
      ]),
    ),
  ];
}

function pairs(percent: number | null): string {
  return percent === null ? '–' : `${percent.toFixed(0)} % of pairs`;
}

function lost(stream: StreamResult | undefined): string {
  if (stream === undefined || !isWrite(stream)) return '–';
  return `${count(stream.lost)} of ${count(stream.acknowledged)}`;
}

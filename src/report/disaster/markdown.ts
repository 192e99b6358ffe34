import { duration } from '../figures.ts';
import { setting, verdictList } from '../markdown.ts';
import { code, md, mdTable } from '../markdown/text.ts';
import type { DisasterReport } from './report.ts';
import { disasterSentence, recordCounts, rpoWords, rtoWords } from './words.ts';
import { count } from '../../words.ts';

/** report.md: the same order as the page, without its picture. */
export function disasterMarkdown(report: DisasterReport): string {
  const { stack, outcome, verdicts, blind, backup, destroyed } = report;
  const blocks = [
    [`# A disaster, rehearsed on ${md(stack)}: ${outcome}`],
    [md(disasterSentence(report))],
    [`- RTO: ${md(rtoWords(report))}`, `- RPO: ${md(rpoWords(report))}`],
    ['## What was claimed, and what was seen', '', ...verdictList(verdicts)],
    ['## Records of the drill', '', ...recordTable(report)],
    report.users.length === 0 ? [] : ["## The user's own data", '', ...userTable(report)],
    ['## What took how long', '', ...phaseTable(report)],
    [
      '## What was destroyed',
      '',
      `- containers: ${md(destroyed.services.join(', '))}`,
      `- volumes: ${md(destroyed.volumes.join(', '))}`,
      `- brought back from ${code(backup.id)}, which took ${duration(backup.took)}`,
    ],
    setting(report),
    ['## What this drill cannot see', '', ...blind.map((line) => `- ${md(line)}`)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function recordTable({ tiers }: DisasterReport): readonly string[] {
  const head = [
    'store',
    'acknowledged before the backup',
    'of these there',
    'while it was taken',
    'after it',
    'gone',
    'wrong, doubled, out of order',
  ];
  return mdTable(
    head,
    tiers.map((one) => [md(one.tier), ...recordCounts(one)]),
  );
}

function userTable({ users }: DisasterReport): readonly string[] {
  return mdTable(
    ['store', 'what', 'before the drill', 'before the disaster', 'in the backup', 'restored'],
    users.map(({ tier, what, before, after, restorable, restored }) => [
      md(tier),
      md(what),
      ...[before, after, restorable, restored].map(count),
    ]),
  );
}

function phaseTable({ timeline: { phases } }: DisasterReport): readonly string[] {
  return mdTable(
    ['what', 'from', 'took'],
    phases.map(({ name, from, to }) => [md(name), duration(from), duration(to - from)]),
  );
}

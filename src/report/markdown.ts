import type { Verdict } from '../drill/verdict.ts';
import { duration, mebibytes, moment } from './figures.ts';
import { code, mdTable, md } from './markdown/text.ts';
import type { DrillResult, Report, RunResult, StreamResult } from './report.ts';
import {
  clientRto,
  clusterRto,
  freshText,
  isWrite,
  loss,
  roomForLoss,
  p95,
  rpo,
  sentence,
  sloText,
  validRuns,
} from './summary.ts';
import { count } from '../words.ts';

/** report.md: for a pull request or a wiki. The same order as the page, without its pictures. */
export function reportMarkdown(report: Report): string {
  const blocks = [
    [`# Failover drills of ${md(report.stack)}: ${report.outcome}`],
    [md(sentence(report))],
    report.drills.length === 0 ? [] : drillTable(report.drills),
    report.verdicts.length === 0 ? [] : ['## Of the whole', '', ...verdictList(report.verdicts)],
    ...report.drills.map(drillBlock),
    setting(report),
    report.blind.length === 0
      ? []
      : ['## What this drill cannot see', '', ...report.blind.map((line) => `- ${md(line)}`)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function drillTable(drills: readonly DrillResult[]): readonly string[] {
  const head = [
    'drill',
    'outcome',
    'runs',
    'client RTO median',
    'max',
    'cluster RTO max',
    'lost of acknowledged',
  ];
  return mdTable(
    head,
    drills.map((drill) => {
      const [client, kept] = [clientRto(drill), loss(drill.streams, 'kept')];
      return [
        code(drill.name),
        drill.outcome,
        count(validRuns(drill).length),
        duration(client?.median),
        duration(client?.max),
        duration(clusterRto(drill)?.max),
        kept === undefined ? '–' : `${count(kept.lost)} of ${count(kept.acknowledged)}`,
      ];
    }),
  );
}

function drillBlock(drill: DrillResult): readonly string[] {
  const { name, about, outcome, streams, verdicts, runs } = drill;
  const valid = validRuns(drill).length;
  const [kept, counted] = [loss(streams, 'kept'), loss(streams, 'counted')];
  const room = kept === undefined ? undefined : roomForLoss(kept, valid);
  const fresh = freshText(drill);
  return [
    `## ${code(name)}: ${outcome}`,
    '',
    md(about),
    '',
    ...(kept === undefined ? [] : [`- RPO: ${rpo(kept, valid)}${room === undefined ? '' : ` (${room})`}`]),
    ...(counted === undefined ? [] : [`- RPO, counted only: ${rpo(counted, valid)}`]),
    ...(fresh === undefined ? [] : [`- Cluster RTO, longest: ${fresh}`]),
    `- Limit: ${sloText(drill)}`,
    ...verdictList(verdicts),
    ...(streams.length === 0 ? [] : ['', ...streamTable(streams)]),
    ...(runs.length === 0 ? [] : ['', ...runTable(runs)]),
  ];
}

function streamTable(streams: readonly StreamResult[]): readonly string[] {
  const head = [
    'client',
    'stream',
    'view',
    'every',
    'median',
    'max',
    'p95',
    'samples',
    'lost',
    'failed',
    'unknown',
  ];
  return mdTable(
    head,
    streams.map((stream) => [
      `${md(stream.client)}${stream.judged ? ' (judged)' : ''}`,
      `${md(stream.title)}${stream.promise === 'kept' ? '' : ` (${stream.promise})`}`,
      stream.view,
      duration(stream.interval),
      duration(stream.median),
      duration(stream.max),
      p95(stream),
      stream.gaps.map((ms) => duration(ms)).join(', '),
      isWrite(stream) ? `${count(stream.lost)} of ${count(stream.acknowledged)}` : '–',
      count(stream.failed),
      count(stream.unknown),
    ]),
  );
}

function runTable(runs: readonly RunResult[]): readonly string[] {
  return mdTable(
    ['run', 'hurt', 'what showed that it had an effect', 'healed after', 'whole after', 'remarks'],
    runs.map((run) => [
      String(run.run),
      md(run.services.join(', ')),
      md(run.evidence),
      duration(run.healedAfter),
      run.wholeAfter === null ? '**not whole**' : duration(run.wholeAfter),
      [run.invalid === undefined ? '' : `invalid: ${md(run.invalid)}`, md(run.illness ?? '')]
        .join(' ')
        .trim(),
    ]),
  );
}

export function verdictList(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.map((verdict) => `- ${signOf(verdict)} ${md(verdict.claim)}: ${md(verdict.seen)}`);
}

function signOf({ good, counted }: Verdict): string {
  return counted === true ? '·' : good ? '✓' : '**✗**';
}

/** Where and on what it was measured. */
export function setting({
  began,
  length,
  failover,
  host,
  versions,
  load,
}: Pick<Report, 'began' | 'length' | 'failover' | 'host' | 'versions' | 'load'>): readonly string[] {
  const named = Object.entries(versions).map(([name, version]) => `${md(name)} ${md(version)}`);
  return [
    '## Where it was measured',
    '',
    `- ${md(moment(began))}, took ${duration(length)}, timers ${failover}`,
    `- ${md(host.os)}, kernel ${md(host.kernel)}, ${count(host.cpus)} CPUs, ${mebibytes(host.memoryMiB)}, ${md(host.engine)}`,
    ...(named.length === 0 ? [] : [`- ${named.join(', ')}`]),
    ...load.map((line) => `- load: ${md(line)}`),
  ];
}

import type { Verdict } from '../../drill/verdict.ts';
import { duration } from '../figures.ts';
import type { DrillResult, RunResult } from '../report.ts';
import {
  clientRto,
  clusterRto,
  insideRto,
  loss,
  p95,
  roomForLoss,
  rpo,
  sloText,
  validRuns,
  type Loss,
} from '../summary.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { badFirst, outcomeBadge, verdictList } from './outcome.ts';
import { breakable, drillAnchor } from './overview.ts';
import { operationsTable, samplesTable } from './streams.ts';
import { facts, wideTable } from './table.ts';
import { timelineFigure } from './timeline.ts';
import { plural } from '../../words.ts';

/** One target and fault: its figures, one run drawn, every sample, and below that all that they rest on. */
export function drillSection(drill: DrillResult, index: number): Markup {
  const { name, about, calm, outcome, verdicts, timeline, streams, runs } = drill;
  return markup`<section class="drill" id="${drillAnchor(index)}" aria-label="${name}">
<h2><code>${breakable(name)}</code> ${outcomeBadge(outcome)}</h2>
<p class="about">${about}</p>
${facts(figures(drill))}
${verdictList(badFirst(verdicts).filter((verdict) => calm === true || atOnce(verdict)))}
${timeline === undefined ? markup`<p class="note">No run is drawn: ${calm === true ? 'nothing was hurt' : 'none had an effect that could be measured'}.</p>` : timelineFigure(drill, timeline)}
${streams.length === 0 ? markup`<p class="note">No client wrote down anything.</p>` : samplesTable(drill)}
${streams.length === 0 ? undefined : markup`<details><summary>Operations and latency of ${plural(streams.length, 'stream')}</summary>${operationsTable(drill)}</details>`}
${runs.length === 0 ? undefined : markup`<details><summary>${runsTitle(drill)}</summary>${runsTable(drill)}</details>`}
${timeline === undefined || timeline.marks.length === 0 ? undefined : markup`<details><summary>What happened in run ${timeline.run}</summary>${events(drill)}</details>`}
${verdicts.length === 0 || calm === true ? undefined : markup`<details><summary>${verdictsTitle(drill)}</summary>${verdictList(badFirst(verdicts))}</details>`}
</section>`;
}

/** What a reader should not have to open anything for. */
function atOnce({ good, counted }: Verdict): boolean {
  return !good || counted === true;
}

function figures(drill: DrillResult): readonly (readonly [Content, Content])[] {
  const [client, cluster, inside] = [clientRto(drill), clusterRto(drill), insideRto(drill)];
  const runs = validRuns(drill).length;
  const [kept, counted] = [loss(drill.streams, 'kept'), loss(drill.streams, 'counted')];
  const rto = (stream: typeof client) =>
    stream === undefined || stream.gaps.length === 0
      ? 'no sample'
      : markup`median ${duration(stream.median)}, max ${duration(stream.max)}, p95 ${p95(stream)}`;
  return [
    ['Client RTO', rto(client)],
    ['Cluster RTO', rto(cluster)],
    ...(inside === undefined ? [] : [['Cluster RTO, from inside', rto(inside)] as const]),
    [
      'RPO',
      kept === undefined ? 'no write that has to be kept' : markup`${rpo(kept, runs)}${zero(kept, runs)}`,
    ],
    ...(counted === undefined ? [] : [['RPO, counted only', rpo(counted, runs)] as const]),
    ['Probe interval', client === undefined ? '–' : `${duration(client.interval)}: no gap is known better`],
    ['Limit', sloText(drill)],
  ];
}

function zero(kept: Loss, runs: number): Markup | undefined {
  const room = roomForLoss(kept, runs);
  return room === undefined ? undefined : markup` <span class="note">${room}</span>`;
}

function runsTitle(drill: DrillResult): string {
  const invalid = drill.runs.length - validRuns(drill).length;
  return `Every run (${String(drill.runs.length)}${invalid === 0 ? '' : `, ${String(invalid)} invalid`})`;
}

function runsTable({ name, runs }: DrillResult): Markup {
  return wideTable(
    `Runs of ${name}`,
    [
      { head: 'run', kind: 'number' },
      { head: 'hurt' },
      { head: 'what showed that it had an effect' },
      { head: 'healed after', kind: 'number' },
      { head: 'whole after', kind: 'number' },
      { head: 'remarks' },
    ],
    runs.map((run) => [
      String(run.run),
      run.services.join(', '),
      run.evidence,
      duration(run.healedAfter),
      run.wholeAfter === null ? markup`<span class="bad">not whole</span>` : duration(run.wholeAfter),
      remarks(run),
    ]),
  );
}

function remarks({ invalid, illness }: RunResult): Content {
  return [
    invalid === undefined ? undefined : markup`<span class="warn">invalid: ${invalid}</span> `,
    illness === undefined ? undefined : markup`<span class="bad">${illness}</span>`,
  ];
}

function events({ timeline }: DrillResult): Markup {
  const marks = (timeline?.marks ?? []).toSorted((a, b) => a.at - b.at);
  return markup`<ol class="events">${marks.map(({ at, kind, text }) => markup`<li><span class="at">${at > 0 ? '+' : ''}${duration(at)}</span> <span class="kind">${kind}</span> ${text}</li>`)}</ol>`;
}

function verdictsTitle({ verdicts }: DrillResult): string {
  const judged = verdicts.filter(({ counted }) => counted !== true);
  const good = judged.filter((verdict) => verdict.good).length;
  const counted = verdicts.length - judged.length;
  return `Verdicts (${String(good)} of ${String(judged.length)} hold${counted === 0 ? '' : `, ${String(counted)} counted`})`;
}

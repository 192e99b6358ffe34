import { duration } from '../figures.ts';
import type { DrillResult, Report } from '../report.ts';
import { clientRto, clusterRto, longestOutage, loss, sentence, validRuns } from '../summary.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { badFirst, outcomeBadge, verdictList } from './outcome.ts';
import { strip, stripAxis, stripScale } from './samples.ts';
import { cardTable, facts } from './table.ts';
import { count } from '../../words.ts';

/** What is seen at one glance: the outcome, the sentence, four figures, every drill in a row, and what holds for the whole. */
export function overview(report: Report): Markup {
  const { outcome, drills, verdicts } = report;
  return markup`<section class="overview" aria-label="Verdict">
<p class="banner">${outcomeBadge(outcome, true)}</p>
<p class="sentence">${sentence(report)}</p>
${keyFigures(report)}
${drills.length === 0 ? undefined : drillTable(drills)}
${verdicts.length === 0 ? undefined : markup`<h2>Of the whole</h2>${verdictList(badFirst(verdicts))}`}
</section>`;
}

function keyFigures({ drills }: Report): Markup {
  const passed = drills.filter(({ outcome }) => outcome === 'passed').length;
  const longest = longestOutage(drills);
  const kept = loss(
    drills.flatMap(({ streams }) => streams),
    'kept',
  );
  const runs = drills.flatMap(validRuns).length;
  const invalid = drills.reduce((sum, drill) => sum + drill.runs.length, 0) - runs;
  return markup`<div class="keys">${facts([
    [
      'Drills passed',
      figure(
        `${count(passed)} of ${count(drills.length)}`,
        `${count(runs)} valid runs${invalid === 0 ? '' : `, ${count(invalid)} invalid`}`,
      ),
    ],
    [
      'Longest client RTO',
      longest === undefined ? figure('–', 'no gap measured') : figure(duration(longest.ms), longest.name),
    ],
    [
      'Acknowledged writes lost',
      kept === undefined
        ? figure('–', 'no writes')
        : figure(count(kept.lost), `of ${count(kept.acknowledged)} acknowledged`),
    ],
    ['Longest cluster RTO', longestCluster(drills)],
  ])}</div>`;
}

function longestCluster(drills: readonly DrillResult[]): Markup {
  const all = drills.map((drill) => clusterRto(drill)?.max ?? null).filter((ms) => ms !== null);
  return all.length === 0
    ? figure('–', 'no fresh connections')
    : figure(duration(Math.max(...all)), 'by a fresh connection');
}

function figure(value: string, note: string): Markup {
  return markup`<span class="figure">${value}</span> <span class="note">${note}</span>`;
}

function drillTable(drills: readonly DrillResult[]): Markup {
  const samples = drills.flatMap((drill) => clientRto(drill)?.gaps ?? []);
  const limits = drills.flatMap(({ slo }) => slo.rto ?? []);
  const medians = drills.flatMap((drill) => clientRto(drill)?.median ?? []);
  const scale = stripScale([...samples, ...limits], medians);
  return markup`<h2>Drills</h2>
${cardTable(
  'Every drill with its outcome, its RTO and its losses',
  [
    { head: 'Drill' },
    { head: 'Outcome' },
    { head: stripAxis(scale, undefined, 'client RTO of every run'), kind: 'wide' },
    { head: 'median', kind: 'number', short: 'median' },
    { head: 'max', kind: 'number', short: 'max' },
    { head: 'cluster max', kind: 'number', short: 'cluster max' },
    { head: 'lost', kind: 'number', short: 'lost' },
  ],
  drills.map((drill, index) => drillRow(drill, index, scale)),
)}`;
}

function drillRow(
  drill: DrillResult,
  index: number,
  scale: ReturnType<typeof stripScale>,
): readonly Content[] {
  const client = clientRto(drill);
  const kept = loss(drill.streams, 'kept');
  return [
    markup`<a href="#${drillAnchor(index)}"><code>${breakable(drill.name)}</code></a>`,
    outcomeBadge(drill.outcome),
    client === undefined || client.gaps.length === 0
      ? markup`<span class="note">no sample</span>`
      : strip(
          { ...client, samples: client.gaps, ours: true, limit: drill.slo.rto, label: spoken(client.gaps) },
          scale,
        ),
    duration(client?.median),
    duration(client?.max),
    duration(clusterRto(drill)?.max),
    kept === undefined || kept.acknowledged === 0
      ? '–'
      : markup`${count(kept.lost)} <span class="note">of ${count(kept.acknowledged)}</span>`,
  ];
}

/** For whoever hears the page: the samples themselves, up to a number that can be listened to. */
export function spoken(samples: readonly number[]): string {
  const sorted = samples.toSorted((a, b) => a - b).map((ms) => duration(ms));
  return sorted.length <= 20
    ? `${count(sorted.length)} samples: ${sorted.join(', ')}`
    : `${count(sorted.length)} samples from ${sorted[0] ?? ''} to ${sorted.at(-1) ?? ''}`;
}

/** Names carry no blank; they may break after a dot or colon. */
export function breakable(name: string): readonly Content[] {
  return name.split(/(?<=[.:+/])/).flatMap((part, index) => (index === 0 ? [part] : [markup`<wbr>`, part]));
}

/** By place, not by name: a name may hold anything. */
export function drillAnchor(index: number): string {
  return `drill-${String(index + 1)}`;
}

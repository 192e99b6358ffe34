import { change, shorterIn, type Comparison, type DrillPair, type StreamPair } from '../compare.ts';
import { duration, moment } from '../figures.ts';
import type { Outcome, Report, StreamResult } from '../report.ts';
import { isWrite } from '../summary.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { outcomeBadge } from './outcome.ts';
import { breakable, drillAnchor, spoken } from './overview.ts';
import { page } from './page.ts';
import { strip, stripAxis, stripScale } from './samples.ts';
import { cardTable, type Column } from './table.ts';
import { count } from '../../words.ts';

/** Two reports on one page: what differs first, because it may explain all that follows; then every drill, A above B. */
export function comparisonHtml({ a, b, differences, cautions, drills }: Comparison): string {
  const settings: readonly Column[] = [
    { head: 'Setting' },
    { head: 'A', short: 'A' },
    { head: 'B', short: 'B' },
  ];
  const rows = differences.map((one) => [one.what, one.a, one.b]);
  return page({
    title: `two runs of failover drills: ${a.stack}, ${b.stack}`,
    head: markup`<h1>Failover drills, two runs side by side</h1><p>A ${moment(a.began)} · B ${moment(b.began)}</p>`,
    body: [
      markup`<section aria-label="Outcomes"><div class="sides">${side('A', a)}${side('B', b)}</div></section>`,
      markup`<section aria-labelledby="differences"><h2 id="differences">What differs</h2>
${rows.length === 0 ? markup`<p>Nothing that they were made on.</p>` : cardTable('What differs', settings, rows)}
${cautions.length === 0 ? undefined : markup`<ul class="cautions">${cautions.map((line) => markup`<li>${line}</li>`)}</ul>`}</section>`,
      drills.map(pairSection),
    ],
    foot: markup`<p>“B shorter in” takes every sample of A with every sample of B: 50 % means no difference. A median of few runs is an anecdote.</p>`,
  });
}

function side(letter: string, { stack, outcome, failover, host }: Report): Markup {
  return markup`<div><p class="banner"><span class="letter">${letter}</span> ${outcomeBadge(outcome, true)}</p>
<p class="about">${stack}, timers ${failover}, ${count(host.cpus)} CPUs, ${host.engine}</p></div>`;
}

function pairSection({ name, a, b, streams }: DrillPair, index: number): Markup {
  const scale = stripScale(gapsOf(streams), gapsOf(streams.filter(({ either }) => either.judged)));
  const columns: readonly Column[] = [
    { head: 'Client' },
    { head: 'Run' },
    { head: stripAxis(scale, undefined, 'gap of every run'), kind: 'wide' },
    { head: 'median', kind: 'number', short: 'median' },
    { head: 'max', kind: 'number', short: 'max' },
    { head: 'lost', kind: 'number', short: 'lost' },
    { head: 'B against A', kind: 'number' },
  ];
  const rows = streams.flatMap((pair): readonly (readonly Content[])[] => {
    const name = who(pair.either);
    const second = pair.a === undefined ? name : markup`<span class="unseen">${name}</span>`;
    return [
      ...(pair.a === undefined ? [] : [[name, 'A', ...cells(pair.a, scale), '']]),
      ...(pair.b === undefined ? [] : [[second, 'B', ...cells(pair.b, scale), against(pair.a, pair.b)]]),
    ];
  });
  return markup`<section class="drill pairs" id="${drillAnchor(index)}" aria-label="${name}">
<h2><code>${breakable(name)}</code> <span>A ${badge(a?.outcome)} · B ${badge(b?.outcome)}</span></h2>
${cardTable(`Samples of ${name}`, columns, rows)}
</section>`;
}

function gapsOf(pairs: readonly StreamPair[]): readonly number[] {
  return pairs.flatMap(({ a, b }) => [...(a?.gaps ?? []), ...(b?.gaps ?? [])]);
}

function who({ client, title }: StreamResult): Markup {
  return markup`<span class="client">${client}</span> ${title}`;
}

function cells(stream: StreamResult, scale: ReturnType<typeof stripScale>): readonly Content[] {
  return [dots(stream, scale), duration(stream.median), duration(stream.max), lost(stream)];
}

function dots(stream: StreamResult, scale: ReturnType<typeof stripScale>): Content {
  if (stream.gaps.length === 0) return markup`<span class="note">no sample</span>`;
  return strip({ ...stream, samples: stream.gaps, ours: stream.judged, label: spoken(stream.gaps) }, scale);
}

function against(a: StreamResult | undefined, b: StreamResult | undefined): Content {
  const percent = shorterIn(a, b);
  if (percent === null) return '';
  return markup`${change(a?.median, b?.median)}<br><span class="note">B shorter in ${percent.toFixed(0)} % of pairs</span>`;
}

function lost(stream: StreamResult): Content {
  if (!isWrite(stream)) return '–';
  return markup`${count(stream.lost)} <span class="note">of ${count(stream.acknowledged)}</span>`;
}

function badge(outcome: Outcome | undefined): Content {
  return outcome === undefined ? markup`<span class="note">not run</span>` : outcomeBadge(outcome);
}

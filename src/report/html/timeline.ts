import { duration } from '../figures.ts';
import type { DrillResult, Mark, Timeline } from '../report.ts';
import { flags } from './flags.ts';
import { markup, type Markup } from './markup.ts';
import { latencyPanel, throughputPanel } from './panels.ts';
import { rowsOf, type Row } from './row.ts';
import { tickText } from './samples.ts';
import { ticksBetween } from './scale.ts';
import { left, percent } from './time.ts';

/**
 * One run on one time axis: throughput and latency of the stream that is judged, then the throughput of each other
 * one, the fault and the heal as lines through all of them. Small charts below each other instead of many lines in
 * one: no legend, no colour to remember. Places are percent of the width, so that the charts take any width while text
 * and dots keep their size.
 */
export function timelineFigure(drill: DrillResult, timeline: Timeline): Markup | undefined {
  const [main, ...others] = rowsOf(drill, timeline);
  if (main === undefined) return undefined;
  return markup`<figure class="timeline">
<div class="plot" role="img" aria-label="${spoken(drill, timeline, main)}">
${flags(timeline)}
<svg class="lines">${timeline.marks.filter(({ kind }) => kind !== 'role').map((mark) => line(mark, timeline))}</svg>
${name(main)}
${throughputPanel(main, timeline, true)}
<p class="name"><span>latency, slowest of each step</span></p>
${latencyPanel(main, timeline)}
${others.map((row) => [name(row), throughputPanel(row, timeline, false)])}
${axis(timeline)}
</div>
<figcaption>Run ${timeline.run}, the one with the median gap, in steps of ${duration(timeline.step)}: acknowledged operations a second, <span class="swatch failed"></span> failed ones on top. <span class="swatch shade"></span> The longest gap between two acknowledgements. Time counts from the fault.</figcaption>
</figure>`;
}

function name({ stream, gap }: Row): Markup {
  return markup`<p class="name"><span><span class="client">${stream.client}</span> ${stream.title}</span><span class="gapnote">${gap}</span></p>`;
}

function line({ at, kind }: Mark, timeline: Timeline): Markup {
  const x = left(at, timeline);
  return markup`<line class="mark ${kind}" x1="${x}%" x2="${x}%" y1="0" y2="100%" />`;
}

function axis(timeline: Timeline): Markup {
  const ticks = ticksBetween(timeline.from, timeline.to, 6);
  return markup`<svg class="axis" width="100%" height="22">${ticks.map((tick) => {
    const x = left(tick, timeline);
    return markup`<line class="tick" x1="${x}%" x2="${x}%" y1="0" y2="4" /><text x="${x}%" y="17" text-anchor="${anchor(tick, timeline)}">${tick > 0 ? '+' : ''}${tickText(tick)}</text>`;
  })}</svg>`;
}

function anchor(tick: number, timeline: Timeline): string {
  return percent(tick, timeline) < 4 ? 'start' : 'middle';
}

function spoken(drill: DrillResult, timeline: Timeline, { stream, gap }: Row): string {
  const marks = timeline.marks
    .filter(({ kind }) => kind !== 'role')
    .map(({ at, kind }) => `${kind} at ${duration(at)}`);
  const parts = [
    `Timeline of ${drill.name}, run ${String(timeline.run)}`,
    `${stream.client}, ${stream.title}`,
  ];
  return [...parts, gap ?? 'no gap seen', ...marks].join('; ');
}

import { duration } from '../figures.ts';
import type { Timeline } from '../report.ts';
import { shadeOf } from './gap.ts';
import { markup, type Markup } from './markup.ts';
import { area, outline } from './paths.ts';
import type { Row } from './row.ts';
import { tickText } from './samples.ts';
import { linear, logarithmic, place } from './scale.ts';
import { left } from './time.ts';
import { count } from '../../words.ts';

const heights = { main: 84, latency: 76, other: 30 } as const;

/** Acknowledged and failed a second, as steps from a baseline. */
export function throughputPanel(row: Row, timeline: Timeline, main: boolean): Markup {
  const { ok, failed } = row.drawn;
  const height = main ? heights.main : heights.other;
  const rate = (n: number) => (n * 1000) / Math.max(timeline.step, 1);
  const scale = linear(Math.max(0, ...ok.map((n, index) => rate(n + (failed[index] ?? 0)))), main ? 3 : 1);
  const y = (n: number) => height - (height * scale.at(rate(n))) / 100;
  const upper = ok.map(y);
  const above = ok.map((n, index) => y(n + (failed[index] ?? 0)));
  const kind = main ? 'ours' : 'others';
  return markup`<svg class="panel" width="100%" height="${height}">
${shade(row, timeline)}
${scale.ticks.map((tick) => gridline(height - (height * scale.at(tick)) / 100, tick === 0 ? undefined : `${count(tick)}/s`))}
${canvas(ok.length, height, markup`${path(`fill ${kind}`, area(upper, height))}${path(`edge ${kind}`, outline(upper))}${path('failed', area(above, upper))}`)}
${main ? away(row, timeline, height) : undefined}
</svg>`;
}

/** The slowest of each step on a logarithmic axis, because a wait of seconds stands beside answers in a millisecond. */
export function latencyPanel(row: Row, timeline: Timeline): Markup {
  const { slowest } = row.drawn;
  const known = slowest.filter((ms) => ms !== null && ms > 0).map(Number);
  const height = heights.latency;
  const scale = logarithmic(Math.min(1, ...known), Math.max(100, ...known));
  const y = (value: number) => height - (height * scale.at(value)) / 100;
  const dots = slowest.map((ms, index) => (ms === null ? '' : `M${place(index + 0.5)} ${place(y(ms))}h0`));
  return markup`<svg class="panel" width="100%" height="${height}">
${shade(row, timeline)}
${scale.ticks.map((tick) => gridline(y(tick), tickText(tick)))}
${canvas(slowest.length, height, markup`${path('latency', dots.join(''))}`)}
</svg>`;
}

/** Paths know no percent: they are drawn in steps and stretched, which leaves lines and round dots as they are. */
function canvas(steps: number, height: number, content: Markup): Markup {
  return markup`<svg width="100%" height="${height}" viewBox="0 0 ${Math.max(steps, 1)} ${height}" preserveAspectRatio="none">${content}</svg>`;
}

/** A path without a step is none. */
function path(kind: string, d: string): Markup | undefined {
  return d === '' ? undefined : markup`<path class="${kind}" d="${d}" />`;
}

function shade({ drawn }: Row, timeline: Timeline): Markup | undefined {
  const gap = shadeOf(drawn, timeline);
  if (gap === undefined) return undefined;
  const width = Number(left(gap.to, timeline)) - Number(left(gap.from, timeline));
  return markup`<rect class="gap" x="${left(gap.from, timeline)}%" y="0" width="${place(width)}%" height="100%" />`;
}

/** The number in the shade; it may be wider than that on a phone, and then stands over it. Other keys go on below it. */
function away({ drawn, sample, stream }: Row, timeline: Timeline, height: number): Markup | undefined {
  const gap = shadeOf(drawn, timeline);
  if (gap === undefined) return undefined;
  const middle = left((gap.from + gap.to) / 2, timeline);
  return markup`<text class="away" x="${middle}%" y="${stream.keyed ? 16 : height / 2 + 4}" text-anchor="middle">${duration(sample ?? gap.to - gap.from)}</text>`;
}

/** The text of a tick stands to the right of the plot; a baseline of 0 needs none. */
function gridline(y: number, text: string | undefined): Markup {
  return markup`<line class="grid" x1="0" x2="100%" y1="${place(y)}" y2="${place(y)}" />${text === undefined ? undefined : markup`<text class="scale" x="100%" dx="6" y="${place(y + 4)}">${text}</text>`}`;
}

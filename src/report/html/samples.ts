import { duration } from '../figures.ts';
import { markup, type Markup } from './markup.ts';
import { linear, logarithmic, place, type Scale } from './scale.ts';

/**
 * A strip of dots: every sample at its place, none averaged away. All coordinates are percent of the width, so that a
 * strip takes any width without distorting its dots or its text.
 */
export interface Strip {
  readonly samples: readonly number[];
  readonly median: number | null;
  /** Ours stand out; the others are hollow. */
  readonly ours: boolean;
  /** A limit that is drawn as a line. */
  readonly limit?: number | undefined;
  readonly label: string;
}

const height = 34;
const middle = height / 2;
/** Dots stay clear of the edges by this, percent. */
const margin = 1.5;
/** Dots closer than this, percent, move apart upwards and downwards. */
const near = 2.3;
const lanes = [0, -6, 6, -12, 12] as const;
/** When the highest is this many times the highest of what is of interest, a linear scale shows nothing any more. */
const tooFar = 6;

/** One scale for strips that stand below each other. `interest`: samples that have to stay readable. */
export function stripScale(values: readonly number[], interest: readonly number[]): Scale {
  const highest = Math.max(0, ...values);
  const least = Math.max(0, ...interest);
  if (least > 0 && highest > tooFar * least) {
    return logarithmic(Math.min(...values.filter((value) => value > 0)), highest);
  }
  return linear(highest, 4);
}

export function strip({ samples, median, ours, limit, label }: Strip, scale: Scale): Markup {
  return markup`<svg class="strip ${ours ? 'ours' : 'others'}" width="100%" height="${height}" role="img" aria-label="${label}">
${scale.ticks.map((tick) => vertical('grid', x(scale, tick), 0, height))}
${limit === undefined || limit > scale.max ? undefined : vertical('limit', x(scale, limit), 0, height)}
${range(samples, scale)}
${median === null ? undefined : vertical('median', x(scale, median), middle - 13, middle + 13)}
${dodged(samples, scale).map(({ sample, left, lane }) => markup`<circle class="${limit !== undefined && sample > limit ? 'dot over' : 'dot'}" cx="${left}%" cy="${middle + lane}" r="3.3"><title>${duration(sample)}</title></circle>`)}
</svg>`;
}

/** The axis of strips, to stand above them; none where there is nothing to measure. */
export function stripAxis(scale: Scale, limit: number | undefined, unit: string): Markup | undefined {
  if (scale.max < 2) return undefined;
  const at = limit === undefined || limit > scale.max ? undefined : scale.at(limit);
  // The words share a line: those of an early limit push the unit to the right.
  const early = at !== undefined && at < 40;
  return markup`<svg class="axis" width="100%" height="30" aria-hidden="true">
<text x="${early ? 100 : margin}%" y="10" text-anchor="${early ? 'end' : 'start'}">${unit}${scale.kind === 'log' ? ', log scale' : ''}</text>
${at === undefined ? undefined : markup`<text class="limit" x="${place(margin + (at * (100 - 2 * margin)) / 100)}%" y="10" text-anchor="${at > 78 ? 'end' : 'start'}">limit ${duration(limit)}</text>`}
${scale.ticks.map((tick, index) => markup`<text x="${x(scale, tick)}%" y="26" text-anchor="${index === 0 ? 'start' : scale.at(tick) > 95 ? 'end' : 'middle'}">${tickText(tick)}</text>`)}
</svg>`;
}

/** `0`, `200 ms`, `1 s`, `2.5 s`: round values need no fixed places. */
export function tickText(ms: number): string {
  if (ms === 0) return '0';
  const text = Math.abs(ms) < 1000 ? `${place(ms)} ms` : `${place(ms / 1000)} s`;
  return text.replace('-', '−');
}

function range(samples: readonly number[], scale: Scale): Markup | undefined {
  if (samples.length < 2) return undefined;
  const [from, to] = [Math.min(...samples), Math.max(...samples)];
  return markup`<line class="range" x1="${x(scale, from)}%" x2="${x(scale, to)}%" y1="${middle}" y2="${middle}" />`;
}

function vertical(kind: string, left: string, from: number, to: number): Markup {
  return markup`<line class="${kind}" x1="${left}%" x2="${left}%" y1="${from}" y2="${to}" />`;
}

function x(scale: Scale, value: number): string {
  return place(margin + (scale.at(value) * (100 - 2 * margin)) / 100);
}

/** Each sample in the first lane in which it has room beside the one before; the last lane takes what finds none. */
function dodged(samples: readonly number[], scale: Scale) {
  const ends: number[] = lanes.map(() => -Infinity);
  return samples
    .toSorted((a, b) => a - b)
    .map((sample) => {
      const at = scale.at(sample);
      const free = ends.findIndex((end) => at - end >= near);
      const lane = free === -1 ? ends.indexOf(Math.min(...ends)) : free;
      ends[lane] = at;
      return { sample, left: x(scale, sample), lane: lanes[lane] ?? 0 };
    });
}

/** From a value to a place in percent of the width, and back to the round values that are written at the axis. */
export interface Scale {
  /** `log` only where one linear scale would press everything of interest into a corner. */
  readonly kind: 'linear' | 'log';
  readonly max: number;
  readonly ticks: readonly number[];
  /** 0 to 100; values outside are held at the edge. */
  readonly at: (value: number) => number;
}

/** From 0 to just above the highest value, with at most `wanted` round ticks beside 0. */
export function linear(highest: number, wanted = 5): Scale {
  const max = Math.max(highest, 1) * 1.03;
  const step = roundStep(max / (wanted + 1));
  return { kind: 'linear', max, ticks: multiples(0, max, step), at: (value) => held((100 * value) / max) };
}

/** Whole decades, from the one that holds `lowest`. Values of 0 stand at the left edge. */
export function logarithmic(lowest: number, highest: number): Scale {
  const first = Math.floor(Math.log10(Math.max(lowest, 1)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(highest, 1)) - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  const at = (value: number) => (value <= 0 ? 0 : held((100 * (Math.log10(value) - first)) / (last - first)));
  return { kind: 'log', max: 10 ** last, ticks, at };
}

/** Round places between two ends that need not be round, as on a time axis around the fault. */
export function ticksBetween(from: number, to: number, wanted: number): readonly number[] {
  const step = roundStep(Math.max(to - from, 1) / wanted);
  return multiples(Math.ceil(from / step), to, step);
}

function multiples(first: number, end: number, step: number): readonly number[] {
  const ticks: number[] = [];
  for (let index = first; index * step <= end + step * 1e-9; index++) ticks.push(index * step);
  return ticks;
}

/** 1, 2 or 5 times a power of ten, at or above. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
}

function held(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

/** Short enough for an SVG, exact enough for a screen. */
export function place(value: number): string {
  return String(Math.round(value * 100) / 100);
}

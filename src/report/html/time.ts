import type { Timeline } from '../report.ts';
import { place } from './scale.ts';

/** The two ends of a time axis. */
type Span = Pick<Timeline, 'from' | 'to'>;

/** Where a time lies, in percent of the width; what lies outside is held at the edge. */
export function percent(at: number, { from, to }: Span): number {
  return Math.min(100, Math.max(0, (100 * (at - from)) / Math.max(to - from, 1)));
}

/** The same, as it is written into an SVG. */
export function left(at: number, span: Span): string {
  return place(percent(at, span));
}

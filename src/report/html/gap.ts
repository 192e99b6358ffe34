import type { DrillResult, StreamResult, Timeline, TimelineStream } from '../report.ts';
import { validRuns } from '../summary.ts';

/** Where a row of the timeline is shaded, in ms from the fault. */
export interface Shade {
  readonly from: number;
  readonly to: number;
}

/**
 * The gap as the history has it, else the longest stretch of steps without an `ok` that reaches beyond the fault. A gap
 * shorter than a step, or of one key among several, leaves no such stretch: then nothing is shaded.
 */
export function shadeOf(row: TimelineStream, timeline: Timeline): Shade | undefined {
  if (row.gap !== undefined) return row.gap;
  const { from, step } = timeline;
  let longest: Shade | undefined;
  let began: number | undefined;
  [...row.ok, 1].forEach((ok, index) => {
    const now = from + index * step;
    if (ok === 0) began ??= now;
    if (ok === 0 || began === undefined) return;
    const stretch = { from: began, to: now };
    began = undefined;
    if (stretch.to > 0 && lengthOf(stretch) > lengthOf(longest)) longest = stretch;
  });
  return longest;
}

/** The sample of the run that is drawn; undefined where streams and runs do not match one to one. */
export function sampleOf(drill: DrillResult, timeline: Timeline, stream: StreamResult): number | undefined {
  const valid = validRuns(drill);
  if (valid.length !== stream.gaps.length) return undefined;
  return stream.gaps[valid.findIndex(({ run }) => run === timeline.run)];
}

function lengthOf(shade: Shade | undefined): number {
  return shade === undefined ? 0 : shade.to - shade.from;
}

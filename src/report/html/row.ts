import { duration } from '../figures.ts';
import type { DrillResult, StreamResult, Timeline, TimelineStream } from '../report.ts';
import { sampleOf, shadeOf } from './gap.ts';

/** A row of the timeline: one stream, with what is known of it. */
export interface Row {
  readonly drawn: TimelineStream;
  readonly stream: StreamResult;
  /** What lies in the shade, in words: `gap 2.31 s`. */
  readonly gap: string | undefined;
  /** The exact gap of the run that is drawn, ms. */
  readonly sample: number | undefined;
}

/** Judged ones first, living clients before probes; streams of which nothing else is known are left out. */
export function rowsOf(drill: DrillResult, timeline: Timeline): readonly Row[] {
  const rank = ({ stream }: Row) => (stream.judged ? 0 : 2) + (stream.view === 'client' ? 0 : 1);
  return timeline.streams
    .flatMap((drawn) => {
      const stream = drill.streams.find(({ id }) => id === drawn.id);
      if (stream === undefined) return [];
      const sample = sampleOf(drill, timeline, stream);
      return [{ drawn, stream, sample, gap: gapText(sample, timeline, stream, drawn) }];
    })
    .sort((a, b) => rank(a) - rank(b));
}

function gapText(
  sample: number | undefined,
  timeline: Timeline,
  { keyed }: StreamResult,
  drawn: TimelineStream,
) {
  if (sample !== undefined) return `gap ${duration(sample)}${keyed ? ' of one key' : ''}`;
  const shade = shadeOf(drawn, timeline);
  return shade === undefined ? undefined : `gap about ${duration(shade.to - shade.from)}`;
}

import type { History, Incident, Operation, Stream } from '../history.ts';
import { easedInterval } from '../tempo.ts';
import type { Verdict } from '../verdict.ts';
import { seriesOf } from './series.ts';
import { added, tally } from './tally.ts';
import { during, inTime } from './windows.ts';
import { counted, lasting } from './words.ts';

/**
 * The null run: while nothing is hurt, nothing happens. Outside the windows of all incidents no operation that is judged or
 * promised to be kept failed or stayed without an answer, no judged stream was silent for three intervals, or for a
 * second longer than a key of an eased load waits, and nothing that was acknowledged after the last incident is missing. Without
 * this a gap could as well be the client's, the host's or the measuring's own.
 *
 * What was begun before all clients were connected does not count, nor what was begun just before they were stopped and
 * not answered for that reason.
 *
 * It cannot see: what only happens beside a fault; a loss that came about in calm and was acknowledged before a later
 * incident, which is laid on that.
 */
export function nullRun(history: History, unblamed: number): Verdict {
  const incidents = inTime(history.incidents);
  const streams = history.streams.flatMap((stream) =>
    stream.promise === 'control' ? [] : [inCalm(stream, history)],
  );
  const calm = added(
    streams.filter(ours).flatMap((stream) => {
      const counts = tally(stream, incidents).get(undefined);
      return counts === undefined ? [] : [counts];
    }),
  );
  const judged = streams.filter((stream) => stream.judged);
  const stopped = Math.min(history.stopped ?? history.length, lastEnd(history.streams));
  const gaps = judged.map((stream) => ({ stream, gap: calmGap(stream, incidents, stopped) }));
  const silent = gaps.filter(({ stream, gap }) => gap > Math.max(easedInterval + 1000, 3 * stream.interval));
  const bad = calm.failed + calm.unknown;
  const longest = Math.max(0, ...gaps.map(({ gap }) => gap));
  const texts = [
    `${counted(bad)} of ${counted(calm.acknowledged + bad)} operations failed`,
    `longest gap ${lasting(longest)}${silent.length === 0 ? '' : ` of ${silent.map(({ stream }) => stream.id).join(', ')}`}`,
    `${counted(unblamed)} lost, twice or out of order`,
    ...calm.whys,
  ];
  return {
    claim: 'nothing happens while nothing is hurt',
    good: calm.acknowledged > 0 && bad === 0 && silent.length === 0 && unblamed === 0,
    seen: texts.join('; '),
  };
}

/** ms. What waited for longer when the clients were stopped had a reason of its own. */
const justBegun = 1000;

/** What counts of a stream: from when all clients were connected to when they were stopped. */
export function inCalm(stream: Stream, { ready = 0, stopped = Infinity }: History): Stream {
  const cutOff = ({ at, end, outcome }: Operation): boolean =>
    outcome !== 'ok' && end > stopped && at > stopped - justBegun;
  return { ...stream, operations: stream.operations.filter((one) => one.at >= ready && !cutOff(one)) };
}

/** What the stack answers for. Another client that does not come back after a fault fails in calm too, and that is its own. */
function ours({ judged, promise }: Stream): boolean {
  return judged || promise === 'kept';
}

/** When the load stopped: the history goes on while everything is read back. */
function lastEnd(streams: readonly Stream[]): number {
  return streams.reduce(
    (last, { operations }) => operations.reduce((latest, { end }) => Math.max(latest, end), last),
    0,
  );
}

/** The longest time between two acknowledgements that no incident has a part in, ms; the last ends with the load. */
function calmGap(stream: Stream, incidents: readonly Incident[], stopped: number): number {
  let longest = 0;
  for (const { first, ends } of seriesOf(stream)) {
    let from = first;
    for (const to of [...ends, Math.max(stopped, ends.at(-1) ?? first)]) {
      if (to - from > longest && during(incidents, from, to) === undefined) longest = to - from;
      from = to;
    }
  }
  return longest;
}

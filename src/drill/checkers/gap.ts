import type { Incident, Stream } from '../history.ts';
import type { Case, CaseChecker, StreamCase } from './case.ts';
import { inRuns, keptStreams, validRuns } from './case.ts';
import { seriesOf, type Series } from './series.ts';
import { median } from './statistics.ts';
import { firstWhere } from './windows.ts';
import { lasting } from './words.ts';

/** The longest time without an acknowledgement around one incident, in ms since the history began. */
export interface Gap {
  readonly incident: Incident;
  /** Of a keyed stream: where it was. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly length: number;
  /** The longest that is left of any gap when it is counted from the heal, ms. */
  readonly sinceHeal: number;
  /** False when nothing was acknowledged any more before the incident was over. */
  readonly back: boolean;
}

/**
 * Availability: how long a stream was away.
 *
 * It is the longest time between two acknowledgements, one after the other, that has any part in the window of an
 * incident, from the fault to the end of its settling. Of a keyed stream each key is looked at by itself and the longest
 * counts: that three partitions answer says nothing of the fourth. A gap begins with the last acknowledgement before the fault,
 * so it holds what the client could not yet know, and ends with the next one, however late: also in the window of the next
 * incident, of which it is then a gap as well. An operation that waited through the outage counts when it ends. Where nothing
 * was acknowledged any more, the gap runs to the end of the window and the stream is not back. Before the first
 * acknowledgement a stream counts as away from when its first operation should have begun.
 *
 * It cannot see: anything shorter than the interval of the stream, which is why reports show that beside it; a key
 * on which nobody operates; one of several clients of a stream without keys that alone is stuck; an outage that a client's
 * own queue or retry hid, which is in the latencies.
 */
export function gapsOf(stream: Stream, incidents: readonly Incident[]): readonly Gap[] {
  const series = seriesOf(stream);
  // The load itself ends some time: what is as short as that is no outage.
  const grace = Math.max(1000, 2 * stream.interval);
  return incidents.map((incident) => {
    const gaps = series.flatMap((one) => gapsAround(one, incident));
    const { key, from, to, length } = longestOf(gaps) ?? nothingAtAll(incident);
    return {
      incident,
      key,
      from,
      to,
      length,
      sinceHeal:
        gaps.length === 0 ? incident.over - incident.healed : most(gaps, ({ sinceHeal }) => sinceHeal),
      back: gaps.length > 0 && most(gaps, ({ tail }) => tail) <= grace,
    };
  });
}

interface Found extends Pick<Gap, 'key' | 'from' | 'to' | 'length' | 'sinceHeal'> {
  /** Of the gap that the window ended in, ms. */
  readonly tail: number;
}

/** The longest gap of one series in the window of an incident; none where all of it began later. */
function gapsAround({ key, first, ends }: Series, { began, healed, over }: Incident): readonly Found[] {
  let index = firstWhere(ends, (end) => end > began);
  let from = ends[index - 1] ?? first;
  let longest = { from, to: from };
  let [sinceHeal, tail] = [0, 0];
  for (; from < over; index++) {
    const to = ends[index] ?? over;
    if (to - from > longest.to - longest.from) longest = { from, to };
    sinceHeal = Math.max(sinceHeal, to - Math.max(from, healed));
    if (to >= over) tail = to - from;
    from = to;
  }
  const length = longest.to - longest.from;
  return length === 0 ? [] : [{ key, ...longest, length, sinceHeal, tail }];
}

function longestOf(gaps: readonly Found[]): Found | undefined {
  return gaps.toSorted((a, b) => b.length - a.length)[0];
}

function most(gaps: readonly Found[], of: (gap: Found) => number): number {
  return gaps.reduce((longest, gap) => Math.max(longest, of(gap)), 0);
}

/** A stream that did nothing was away for as long as anybody looked. */
function nothingAtAll({ began, over }: Incident): Pick<Found, 'key' | 'from' | 'to' | 'length'> {
  return { key: '', from: began, to: over, length: over - began };
}

/** The SLO's `rto`: of every judged stream no gap is longer, and each came back. */
export const withinRto: CaseChecker = (drill) =>
  within(drill, judgedStreams(drill), drill.slo.rto, {
    claim: 'away for at most',
    of: ({ length }) => length,
  });

/** The SLO's `back`: the same, counted from the heal. */
export const withinBack: CaseChecker = (drill) =>
  within(drill, judgedStreams(drill), drill.slo.back, {
    claim: 'back after the heal within',
    of: ({ sinceHeal }) => sinceHeal,
  });

/** The SLO's `consumer`: the same of consumer groups, which have to find each other again as well. */
export const withinConsumer: CaseChecker = (drill) =>
  within(drill, keptStreams(drill, 'consume'), drill.slo.consumer, {
    claim: 'consumers away for at most',
    of: ({ length }) => length,
  });

function judgedStreams({ streams }: Case): readonly StreamCase[] {
  return streams.filter(({ facts }) => facts.judged);
}

function within(
  drill: Case,
  judged: readonly StreamCase[],
  limit: number | undefined,
  { claim: words, of }: { readonly claim: string; readonly of: (gap: Gap) => number },
): ReturnType<CaseChecker> {
  const runs = validRuns(drill);
  if (limit === undefined || runs.length === 0) return undefined;
  const claim = `${words} ${lasting(limit)}`;
  if (judged.length === 0) return { claim, good: false, seen: 'no stream to judge it by' };
  const good = judged.every(({ gaps }) => gaps.every((gap) => gap.back && of(gap) <= limit));
  return {
    claim,
    good,
    seen: `${judged.map((one) => samplesText(one, of)).join('; ')}, ${inRuns({ incidents: runs })}`,
  };
}

function samplesText({ facts, gaps }: StreamCase, of: (gap: Gap) => number): string {
  const samples = gaps.map(of);
  const missing = gaps.filter(({ back }) => !back).map(({ incident }) => String(incident.run));
  const texts = [
    `max ${lasting(Math.max(...samples))}`,
    `median ${lasting(median(samples) ?? 0)}`,
    `known to ${lasting(facts.interval)}`,
    ...(missing.length === 0 ? [] : [`not back in run ${missing.join(', ')}`]),
  ];
  return `${facts.id} ${texts.join(', ')}`;
}

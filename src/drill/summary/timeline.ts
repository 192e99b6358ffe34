import type { Mark, Timeline, TimelineStream } from '../../report/report.ts';
import type { Case } from '../checkers/case.ts';
import { validRuns } from '../checkers/case.ts';
import { median } from '../checkers/statistics.ts';
import { concerns } from '../checkers/windows.ts';
import type { History, Incident, Stream } from '../history.ts';

/** How it was before the fault, ms. */
const before = 3000;
/** Fine enough to see one slow step, ms. */
const finest = 100;
/** More than a picture can show. */
const mostSteps = 300;

/** The run with the median gap of the judged streams, drawn: neither the best nor the worst. Undefined without a valid run. */
export function timelineOf(drill: Case, { streams, notes }: History): Timeline | undefined {
  const incident = medianRun(drill);
  if (incident === undefined) return undefined;
  const { began, over, run } = incident;
  const from = -Math.min(before, began);
  const step = finest * Math.max(1, Math.ceil((over - began - from) / (finest * mostSteps)));
  const steps = Math.ceil((over - began - from) / step);
  const frame = { start: began + from, step, steps };
  return {
    run,
    from,
    to: from + steps * step,
    step,
    streams: streams
      .filter((stream) => concerns(incident, stream))
      .map((stream) => ({ ...timelineStream(stream, frame), ...gapIn(drill, incident, stream.id) })),
    marks: [
      ...incidentMarks(incident, notes),
      ...notes
        .filter(({ at }) => at >= frame.start && at <= over)
        .map(({ at, kind, text }) => ({ at: at - began, kind, text })),
    ].toSorted((a, b) => a.at - b.at),
  };
}

/** Where several streams are judged the longest of their gaps is the run's. */
function medianRun(drill: Case): Incident | undefined {
  const judged = drill.streams.filter(({ facts }) => facts.judged);
  const runs = validRuns(drill).map((incident) => {
    const lengths = judged.flatMap(({ gaps }) =>
      gaps.filter((gap) => gap.incident === incident).map(({ length }) => length),
    );
    return { incident, gap: Math.max(0, ...lengths) };
  });
  const middle = median(runs.map(({ gap }) => gap));
  return runs.find(({ gap }) => gap === middle)?.incident;
}

/** Where the gap lies that is this run's sample. */
function gapIn({ streams }: Case, incident: Incident, id: string): Pick<TimelineStream, 'gap'> {
  const gap = streams.find(({ facts }) => facts.id === id)?.gaps.find((one) => one.incident === incident);
  return gap === undefined ? {} : { gap: { from: gap.from - incident.began, to: gap.to - incident.began } };
}

interface Frame {
  /** Of the first step, ms since the history began. */
  readonly start: number;
  readonly step: number;
  readonly steps: number;
}

function timelineStream({ id, operations }: Stream, { start, step, steps }: Frame): TimelineStream {
  const ok = new Array<number>(steps).fill(0);
  const failed = new Array<number>(steps).fill(0);
  const slowest = new Array<number | null>(steps).fill(null);
  for (const { at, end, outcome, count = 1, slowest: longest = end - at } of operations) {
    const index = Math.floor((end - start) / step);
    if (index < 0 || index >= steps) continue;
    const counts = outcome === 'ok' ? ok : failed;
    counts[index] = (counts[index] ?? 0) + count;
    slowest[index] = Math.max(slowest[index] ?? 0, longest);
  }
  return { id, ok, failed, slowest };
}

/** What the incident itself says, where no note says it already. */
function incidentMarks(incident: Incident, notes: History['notes']): readonly Mark[] {
  const { began, bitten, healed, whole, over, name } = incident;
  const known = new Set(notes.filter(({ at }) => at >= began && at <= over).map(({ kind }) => kind));
  const marks: readonly Mark[] = [
    { at: 0, kind: 'fault', text: name },
    ...(healed > bitten ? [{ at: healed - began, kind: 'heal' as const, text: 'healed' }] : []),
    ...(whole === undefined ? [] : [{ at: whole - began, kind: 'whole' as const, text: 'whole again' }]),
  ];
  return marks.filter(({ kind }) => !known.has(kind));
}

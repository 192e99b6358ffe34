import type { Final, History, Incident, Stream, StreamFacts } from '../drill/history.ts';
import type { HistoryLine } from './report.ts';

/**
 * history.jsonl, a line at a time: a history of minutes holds a million operations, which no string should. First what
 * streams there are, what was hurt and what happened, then every operation of each stream in the order in which they
 * ended, last what was there at the end.
 */
export function* historyLines(history: History): Generator<string> {
  for (const line of lines(history)) yield `${JSON.stringify(line)}\n`;
}

function* lines({ streams, incidents, notes, finals, led }: History): Generator<HistoryLine> {
  for (const stream of streams) yield { type: 'stream', ...factsOf(stream) };
  for (const incident of incidents) yield incidentLine(incident);
  for (const note of notes) yield { type: 'note', ...note };
  if (led !== undefined) yield { type: 'leaders', ...led };
  for (const { id, operations } of streams) {
    for (const operation of operations) yield { type: 'operation', stream: id, ...operation };
  }
  for (const final of finals) yield finalLine(final);
}

/** All but the operations, which follow on lines of their own. */
function factsOf(stream: Stream): StreamFacts {
  const { id, tier, client, title, kind, view, promise, judged, keyed, interval } = stream;
  return { id, tier, client, title, kind, view, promise, judged, keyed, interval };
}

/** Never whole is null: a reader should not have to know which keys to expect. */
function incidentLine({ whole, ...rest }: Incident): HistoryLine {
  return { type: 'incident', ...rest, whole: whole ?? null };
}

/** Keys and values as an object; a key that is not there any more is null. */
function finalLine({ kind, stream, values }: Final): HistoryLine {
  const entries = [...values].map(([key, value]) => [key, value ?? null] as const);
  return { type: 'final', kind, stream, values: Object.fromEntries(entries) };
}

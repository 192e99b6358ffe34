import type { Final, History, Incident, Led, Note, Operation, Stream, StreamFacts } from '../history.ts';
import type { Pen, Recorder } from '../workload.ts';
import { Ranges } from './ranges.ts';

/** A history that is being written. Its clock is monotonic and begins at 0. */
export class Recording implements Recorder {
  readonly incidents: Incident[] = [];
  readonly finals: Final[] = [];
  readonly notes: Note[] = [];
  led: Led | undefined;
  readonly #began = performance.now();
  #ready = 0;
  #stopped: number | undefined;
  readonly #streams = new Map<string, Track>();
  readonly #ranges: Ranges[] = [];
  readonly #onNote: (note: Note) => void;

  constructor(onNote: (note: Note) => void = () => undefined) {
    this.#onNote = onNote;
  }

  readonly now = (): number => performance.now() - this.#began;

  readonly stream = (facts: StreamFacts): Pen => {
    if (this.#streams.has(facts.id)) throw new Error(`two streams are called ${facts.id}`);
    const track: Track = { facts, operations: [], lastOk: new Map() };
    this.#streams.set(facts.id, track);
    return (operation) => {
      const end = operation.end ?? this.now();
      track.operations.push({ ...operation, end });
      if (operation.outcome === 'ok') track.lastOk.set(operation.key, end);
    };
  };

  readonly ranges = (facts: StreamFacts): Pen => {
    const keep = this.stream(facts);
    const ranges = new Ranges(facts.kind !== 'request', keep);
    this.#ranges.push(ranges);
    return (operation) => {
      ranges.add({ ...operation, end: operation.end ?? this.now() });
    };
  };

  readonly note = (kind: Note['kind'], text: string): void => {
    const note = { at: this.now(), kind, text };
    this.notes.push(note);
    this.#onNote(note);
  };

  /** Every client is connected. */
  begin(): void {
    this.#ready = this.now();
  }

  /** Clients begin nothing new from now on. */
  stop(): void {
    this.#stopped = this.now();
  }

  /** Streams that are held to a time that were not acknowledged since then, or not on all of their keys where each has its own gaps. */
  waitingSince(time: number): readonly string[] {
    return [...this.#streams.values()]
      .filter(({ facts }) => facts.judged || (facts.kind === 'consume' && facts.promise === 'kept'))
      .filter(({ facts, lastOk }) => {
        const ends = [...lastOk.values()];
        if (ends.length === 0) return true;
        return facts.keyed ? ends.some((end) => end < time) : ends.every((end) => end < time);
      })
      .map(({ facts }) => facts.id);
  }

  /** Acknowledged operations that ended since then, by workload; and how long the longest-waiting judged stream waits, ms. */
  pulse(since: number): Pulse {
    const ok = new Map<string, number>();
    let waiting = 0;
    for (const { facts, operations, lastOk } of this.#streams.values()) {
      let count = 0;
      for (let index = operations.length - 1; index >= 0; index -= 1) {
        const operation = operations[index];
        if (operation === undefined || operation.end < since) break;
        if (operation.outcome === 'ok') count += operation.count ?? 1;
      }
      ok.set(facts.tier, (ok.get(facts.tier) ?? 0) + count);
      if (facts.judged && lastOk.size > 0) {
        const newest = facts.keyed ? Math.min(...lastOk.values()) : Math.max(...lastOk.values());
        waiting = Math.max(waiting, this.now() - newest);
      }
    }
    return { ok, waiting };
  }

  history(): History {
    for (const ranges of this.#ranges) ranges.close();
    return {
      streams: [...this.#streams.values()].map(({ facts, operations }): Stream => ({
        ...facts,
        operations: operations.toSorted(byEnd),
      })),
      incidents: this.incidents,
      notes: this.notes,
      finals: this.finals,
      ready: this.#ready,
      ...(this.led === undefined ? {} : { led: this.led }),
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
      length: this.now(),
    };
  }
}

export interface Pulse {
  readonly ok: ReadonlyMap<string, number>;
  readonly waiting: number;
}

interface Track {
  readonly facts: StreamFacts;
  readonly operations: Operation[];
  /** By key: when the last acknowledged operation ended. */
  readonly lastOk: Map<string, number>;
}

/** A pen may be given an end that lies in the past. */
function byEnd(a: Operation, b: Operation): number {
  return a.end - b.end;
}

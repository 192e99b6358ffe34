import type { Final, History, Incident, Note, Operation, Stream } from '../../src/drill/history.ts';

/** A stream that writes registers, and promises to keep them. */
export function streamOf(operations: readonly Operation[], more: Partial<Stream> = {}): Stream {
  return {
    id: 'redis/set',
    tier: 'redis',
    client: 'holdfast/redis',
    title: 'SET',
    kind: 'write',
    view: 'client',
    promise: 'kept',
    judged: true,
    keyed: false,
    interval: 100,
    operations,
    ...more,
  };
}

/** Acknowledged after 2 ms unless said. */
export function op(at: number, value: number, more: Partial<Operation> = {}): Operation {
  return { key: 'a', value, at, end: at + 2, outcome: 'ok', ...more };
}

/** One every 100 ms from `from` on, with the values that follow one another. */
export function paced(
  from: number,
  to: number,
  more: Partial<Operation> = {},
  first = 1 + from / 100,
): Operation[] {
  return Array.from({ length: Math.floor((to - from) / 100) }, (_, index) =>
    op(from + 100 * index, first + index, more),
  );
}

/** From 5 s to 15 s of the history, healed at 9 s, whole at 11 s. */
export function incident(more: Partial<Incident> = {}): Incident {
  return {
    name: 'redis.primary:kill',
    run: 1,
    services: ['redis-1'],
    began: 5000,
    bitten: 5100,
    healed: 9000,
    whole: 11_000,
    over: 15_000,
    evidence: 'redis-1 is exited with 137',
    ...more,
  };
}

export function historyOf(
  streams: readonly Stream[],
  more: { incidents?: readonly Incident[]; finals?: readonly Final[]; notes?: readonly Note[] } = {},
): History {
  return { streams, incidents: [incident()], notes: [], finals: [], length: 16_000, ...more };
}

export function register(values: Record<string, number | undefined>, stream = 'redis/set'): Final {
  return { kind: 'register', stream, values: new Map(Object.entries(values)) };
}

export function counter(values: Record<string, number>, stream = 'redis/set'): Final {
  return { kind: 'counter', stream, values: new Map(Object.entries(values)) };
}

export function log(values: Record<string, readonly number[]>, stream = 'redis/set'): Final {
  return { kind: 'log', stream, values: new Map(Object.entries(values)) };
}

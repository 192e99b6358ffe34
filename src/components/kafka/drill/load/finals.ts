import type { Final, Run, StreamFacts } from '../../../../drill/history.ts';
import type { StoredMessage } from '../batch.ts';
import { valueOf } from './message.ts';
import type { Fold } from './read-log.ts';

/** What the partitions of a stream's topic hold, each in the order of its log. */
export function finalOf(
  { id }: StreamFacts,
  topic: string,
  logs: readonly (readonly StoredMessage[])[],
): Final {
  const values = logs.map((log, partition): readonly [string, readonly number[]] => [
    `${topic}/${String(partition)}`,
    log.map(({ value }) => valueOf(value)),
  ]);
  return { kind: 'log', stream: id, values: new Map(values) };
}

/** The same of one that holds too many to name each. */
export function runsOf({ id }: StreamFacts, topic: string, logs: readonly (readonly Run[])[]): Final {
  const values = logs.map((runs, partition) => [`${topic}/${String(partition)}`, runs] as const);
  return { kind: 'runs', stream: id, values: new Map(values) };
}

/** Puts values that follow each other by one into runs. */
export function intoRuns(): Fold<readonly Run[]> {
  const runs: [number, number][] = [];
  return {
    take: (messages) => {
      for (const message of messages) {
        const value = valueOf(message.value);
        const last = runs.at(-1);
        if (last !== undefined && value === last[1] + 1) last[1] = value;
        else runs.push([value, value]);
      }
    },
    result: () => runs,
  };
}

import type { Final, StreamFacts } from '../../../../drill/history.ts';
import type { StoredMessage } from '../batch.ts';
import { valueOf } from './message.ts';

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

import type { History, Stream } from '../history.ts';
import { inRuns, keptStreams, sum, type CaseChecker } from './case.ts';
import type { Damage } from './damage.ts';
import { inOrderOfEnd } from './series.ts';
import { counted } from './words.ts';

/** What a consumer did not get, got again, and got in the wrong order. */
export interface Consumed {
  readonly unseen: readonly Damage[];
  readonly again: readonly Damage[];
  readonly outOfOrder: readonly Damage[];
}

/**
 * Consumer position: by the end, the group got every acknowledged value that is in the log at least once.
 *
 * A group that commits what it has not worked on skips it after a rebalance; that shows as a value in the log which
 * nobody got. What is acknowledged but not in the log is the cluster's loss, not the consumer's, and counted there. Getting a value
 * again is what at-least-once means: it is counted, not judged. Out of order is a first delivery behind a greater value.
 * Topics are those the stream has got anything of, all of the tier when it got nothing; every partition of them counts.
 *
 * It cannot see: whether what was delivered was also worked on; values that nobody acknowledged. A consumer that is
 * stopped before it has caught up reads as one that skipped: it has to be given the time.
 */
export function consumedOf(
  consumer: Stream,
  { streams, finals }: Pick<History, 'streams' | 'finals'>,
): Consumed {
  const got = valuesByKey(consumer);
  const topics = new Set([...got.keys()].map(topicOf));
  const writers = streams.filter(({ tier, kind }) => tier === consumer.tier && kind === 'write');
  const unseen = writers.flatMap((writer) => {
    const log = finals.find(({ stream, kind }) => stream === writer.id && kind === 'log');
    if (log?.kind !== 'log') return [];
    const there = new Map([...log.values].map(([key, values]) => [key, new Set(values)]));
    return writer.operations
      .filter(({ key }) => topics.size === 0 || topics.has(topicOf(key)))
      .filter(({ key, value, outcome }) => outcome === 'ok' && there.get(key)?.has(value) === true)
      .filter(({ key, value }) => got.get(key)?.has(value) !== true)
      .map(({ key, value, end }) => ({ stream: consumer.id, key, value, at: end }));
  });
  return { unseen, ...deliveries(consumer) };
}

function valuesByKey({ operations }: Stream): ReadonlyMap<string, ReadonlySet<number>> {
  const values = new Map<string, Set<number>>();
  for (const { key, value, outcome } of operations) {
    if (outcome !== 'ok') continue;
    const ofKey = values.get(key) ?? new Set<number>();
    values.set(key, ofKey.add(value));
  }
  return values;
}

function deliveries({ id, operations }: Stream): Pick<Consumed, 'again' | 'outOfOrder'> {
  const again: Damage[] = [];
  const outOfOrder: Damage[] = [];
  const keys = new Map<string, { greatest: number; readonly got: Set<number> }>();
  for (const { key, value, end, outcome } of inOrderOfEnd(operations)) {
    if (outcome !== 'ok') continue;
    const before = keys.get(key) ?? { greatest: 0, got: new Set<number>() };
    keys.set(key, before);
    if (before.got.has(value)) again.push({ stream: id, key, value, at: end });
    else if (value < before.greatest) outOfOrder.push({ stream: id, key, value, at: end });
    before.got.add(value);
    before.greatest = Math.max(before.greatest, value);
  }
  return { again, outOfOrder };
}

/** `orders/0` is of `orders`. */
function topicOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

/** Of consumers that promise it, none has missed an acknowledged value. */
export const nothingUnseen: CaseChecker = (drill) => {
  const kept = keptStreams(drill, 'consume');
  if (kept.length === 0) return undefined;
  const unseen = sum(kept, ({ lost }) => lost.length);
  const again = sum(kept, ({ duplicated }) => duplicated.length);
  const got = sum(kept, ({ counts }) => counts.acknowledged);
  return {
    claim: 'every acknowledged write consumed',
    good: unseen === 0 && got > 0,
    seen: `${counted(unseen)} never, ${counted(again)} again, ${counted(got)} deliveries, ${inRuns(drill)}`,
  };
};

import { RedisProtocolError } from '../errors.ts';
import type { Reply } from './reply.ts';

/** An aggregate that is being filled. */
export interface Frame {
  readonly kind: AggregateKind;
  /** Elements still to come. */
  missing: number;
  readonly items: Reply[];
}

export type AggregateKind = 'array' | 'map' | 'set' | 'push' | 'attribute';

/** What a full frame is as a reply; an attribute is none. */
export function valueOf({ kind, items }: Frame): Reply {
  if (kind === 'map') return pairs(items);
  return kind === 'set' ? new Set(items) : items;
}

function pairs(items: readonly Reply[]): Map<Reply, Reply> {
  const map = new Map<Reply, Reply>();
  for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i] ?? null, items[i + 1] ?? null);
  return map;
}

/** How many elements follow the header: a map's length counts pairs. */
export function elementsOf(kind: AggregateKind, length: number): number {
  if (kind === 'push' && length === 0) throw new RedisProtocolError('a push without a kind');
  return kind === 'map' || kind === 'attribute' ? length * 2 : length;
}

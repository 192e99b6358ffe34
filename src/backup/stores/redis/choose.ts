import { StackError } from '../../../errors.ts';
import type { RedisNode } from './cli.ts';

/** What a node says of itself; fields of INFO, empty when it says nothing. */
export interface Asked {
  readonly node: RedisNode;
  readonly info: ReadonlyMap<string, string>;
}

export interface Source extends Asked {
  readonly role: 'primary' | 'replica';
}

/** What a replica may lack and still count as caught up: less than a second of writing by one client. */
const closeBytes = 1024 * 1024;

/**
 * Whom to read from, the best first: replicas whose link is up and that have all but the last moment. The primary only
 * where it is the only node there is: it has the service's own work to do. The one that was read `before` goes first: each
 * server writes its keys in an order of its own, and what is in the same order is stored only once.
 *
 * @throws StackError `no` when there are replicas and none of them is well
 */
export function sources(asked: readonly Asked[], before?: string): readonly Source[] {
  if (asked.length === 1) return asked.filter(({ info }) => info.get('role') === 'master').map(asPrimary);
  const offsets = asked.map(({ info }) => Number(info.get('master_repl_offset') ?? -1));
  const newest = Math.max(...offsets);
  const well = asked
    .filter(({ info }) => isWell(info) && newest - offsetOf(info) <= closeBytes)
    .toSorted((a, b) => rank(b, before) - rank(a, before) || offsetOf(b.info) - offsetOf(a.info));
  if (well.length > 0) return well.map((one) => ({ ...one, role: 'replica' }));
  throw new StackError(
    'no',
    'no replica of Redis is healthy and caught up, and the primary is not read from',
    {
      diagnostics: asked.map(({ node, info }) => ({ place: node.name, message: stateOf(info, newest) })),
      hint: 'holdfast status shows the tier; once a replica follows again, try again',
    },
  );
}

function rank({ node }: Asked, before: string | undefined): number {
  return node.name === before ? 1 : 0;
}

function asPrimary(asked: Asked): Source {
  return { ...asked, role: 'primary' };
}

function isWell(info: ReadonlyMap<string, string>): boolean {
  return (
    info.get('role') === 'slave' &&
    info.get('master_link_status') === 'up' &&
    info.get('master_sync_in_progress') === '0' &&
    info.get('loading') !== '1'
  );
}

function offsetOf(info: ReadonlyMap<string, string>): number {
  return Number(info.get('slave_repl_offset') ?? -1);
}

function stateOf(info: ReadonlyMap<string, string>, newest: number): string {
  if (info.size === 0) return 'does not answer';
  if (info.get('role') === 'master') return 'is the primary';
  if (!isWell(info)) return `its link to the primary is ${info.get('master_link_status') ?? 'unknown'}`;
  return `is ${String(newest - offsetOf(info))} bytes behind`;
}

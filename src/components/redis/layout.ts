import type { Plan } from '../../plan/plan.ts';
import type { RedisSettings } from './schema.ts';

/** A node or Sentinel at its place in the stack's network. */
export interface Member {
  readonly name: string;
  readonly address: string;
  /** The same inside and on the host. */
  readonly port: number;
}

export const endpointService = 'redis-endpoint';
/** Inside the network the endpoint always listens here. */
export const endpointPort = 6379;
export const firstNodePort = 6381;
export const firstSentinelPort = 26_381;
/** Where a starting node tells the others what its volume holds (images/redis/lib/common.sh). */
export const lobbyPort = 16_379;

/** Names, ports and last address octets: `redis-1` is .11, `sentinel-1` is .21, the endpoint .20. */
export function nodeNames(settings: RedisSettings): string[] {
  return row('redis', settings.nodes);
}

export function sentinelNames(settings: RedisSettings): string[] {
  return row('sentinel', settings.sentinels);
}

export function nodes(settings: RedisSettings, plan: Plan): Member[] {
  const first = settings.ports.nodes ?? firstNodePort;
  return nodeNames(settings).map((name, index) => member(name, first + index, plan));
}

export function sentinels(settings: RedisSettings, plan: Plan): Member[] {
  const first = settings.ports.sentinels ?? firstSentinelPort;
  return sentinelNames(settings).map((name, index) => member(name, first + index, plan));
}

/** More than half, so that two halves of a split network never both fail over. */
export function quorum(settings: RedisSettings): number {
  return Math.floor(settings.sentinels / 2) + 1;
}

function row(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1)}`);
}

function member(name: string, unpublishedPort: number, plan: Plan): Member {
  const address = plan.services.get(name)?.address;
  if (address === undefined) throw new Error(`${name} has no fixed address in the plan`);
  return { name, address, port: plan.ports.get(name) ?? unpublishedPort };
}

import type { SentinelClient } from '../../../../redis/index.ts';
import type { Answer } from './answer.ts';
import type { Clients } from './clients.ts';
import { dropping, holding, reading, writing } from './courses.ts';
import type { KeyChain } from './keys.ts';
import type { Clock, Course } from './lane.ts';
import { redisLock, type LockKeys } from './lock.ts';
import { increment, read, set } from './ours.ts';
import type { StreamName } from './streams.ts';

export interface Ground {
  readonly clients: Clients;
  /** The keys of each stream, one chain for each of its writers. */
  readonly chains: ReadonlyMap<StreamName, readonly KeyChain[]>;
  readonly lock: LockKeys;
  readonly clock: Clock;
}

type Send = (key: string, value: number) => Promise<Answer>;

/** What one writer or reader of a stream does; `lane` counts from 0. */
export function courseOf(name: StreamName, lane: number, ground: Ground): Course {
  const { clients, chains } = ground;
  const { waiting, quick, fresh, ioredis, nodeRedis } = clients;
  const write = (send: Send): Course => writing(chainOf(name, lane, ground), send);
  switch (name) {
    case 'replica':
      return write((key, value) => set(waiting, 'replica', key, value));
    case 'primary':
      return write((key, value) => set(quick, 'primary', key, value));
    case 'counter':
      return write(counting((key, isNew) => increment(waiting, key, isNew)));
    case 'lock':
      return holding(redisLock(workerOf(lane, ground), ground.lock), String(lane + 1), ground.clock);
    case 'reads':
      return reading(chains.get('replica') ?? chains.get('primary') ?? [], (key) => read(quick, key));
    case 'fresh':
      return write(fresh.set);
    case 'ioredis':
      return write(ioredis.set);
    case 'node-redis':
      return write((nodeRedis ?? ioredis).set);
    case 'control':
      return dropping(chainOf(name, lane, ground), (key, value) => set(waiting, 'replica', key, value));
  }
}

function chainOf(name: StreamName, lane: number, { chains }: Ground): KeyChain {
  const chain = chains.get(name)?.[lane];
  if (chain === undefined) throw new Error(`${name} has no keys for its lane ${String(lane)}`);
  return chain;
}

function workerOf(lane: number, { clients: { workers } }: Ground): SentinelClient {
  const worker = workers[lane];
  if (worker === undefined) throw new Error(`there is no worker ${String(lane)}`);
  return worker;
}

/** Tells of each key whether it is a new one. */
function counting(send: (key: string, isNew: boolean) => Promise<Answer>): Send {
  let known = '';
  return (key) => {
    const isNew = key !== known;
    known = key;
    return send(key, isNew);
  };
}

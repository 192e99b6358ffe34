import type { StreamFacts } from '../../../../drill/history.ts';
import { Flood, type Ended } from '../../../../drill/rate/flood.ts';
import { rangeLength } from '../../../../drill/run/ranges.ts';
import type { LoadContext } from '../../../../drill/workload.ts';
import type { SentinelClient } from '../../../../redis/index.ts';
import type { RedisSettings } from '../../schema.ts';
import { keyPrefix } from '../writer.ts';
import type { Kept } from './end.ts';
import { KeyChain } from './keys.ts';
import { set } from './ours.ts';

/** Writes on one key, at most: at a thousand times the usual rate keys must stay few, for they take the user's memory. */
const stay = 20_000;
/** Under way at the same time: a moment in which this very process cannot run must not look like a refusal. */
const most = 20_000;

export interface RedisFlood {
  readonly flood: Flood;
  readonly kept: Kept;
}

/**
 * SETs over one connection, pipelined, as many as it is told to. Written in order and answered in order, so that of each key the last
 * acknowledged value is there unless something was lost.
 */
export function redisFlood(
  { nodes }: RedisSettings,
  client: SentinelClient,
  { recorder, word, eased }: LoadContext,
): RedisFlood {
  const ack = nodes > 1 ? 'replica' : 'primary';
  const facts = factsOf(ack);
  const chain = new KeyChain(`${keyPrefix}${word}:flood`, stay);
  const issue = async (): Promise<Ended> => {
    const { current: key } = chain;
    const value = chain.next();
    const began = recorder.now();
    const { outcome, why } = await set(client, ack, key, value);
    // All that was under way on a key that was left alone says nothing of the one that followed.
    if (key === chain.current) chain.ended({ outcome }, recorder.now() - began);
    return { key, value, outcome, ...(why === undefined ? {} : { why }) };
  };
  const pen = recorder.ranges(facts);
  return {
    flood: new Flood({ now: recorder.now, pen, issue, key: () => chain.current, most, eased }),
    get kept() {
      return { stream: facts.id, kind: 'register' as const, keys: chain.all };
    },
  };
}

function factsOf(ack: 'replica' | 'primary'): StreamFacts {
  return {
    id: `redis/flood/holdfast/${ack}`,
    tier: 'redis',
    client: 'holdfast/redis',
    title: `SET acknowledged by ${ack === 'replica' ? 'a replica' : 'the primary alone'}, pipelined, at the rate of --rate`,
    kind: 'write',
    view: 'client',
    promise: ack === 'replica' ? 'kept' : 'counted',
    judged: false,
    keyed: false,
    interval: rangeLength,
  };
}

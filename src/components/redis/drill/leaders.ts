import type { DrillContext, Leaders } from '../../../drill/drill.ts';
import { nodes } from '../layout.ts';
import type { RedisSettings } from '../schema.ts';
import { askSentinels, newestWord } from './ask.ts';

/**
 * The primary by the newest word of the Sentinels: the highest epoch is the newest configuration, and every failover
 * makes a higher one.
 *
 * @throws Error when no Sentinel answers
 */
export async function redisLeaders(settings: RedisSettings, context: DrillContext): Promise<Leaders> {
  const newest = newestWord(await askSentinels(settings, context));
  if (newest === undefined) throw new Error('no Sentinel answers');
  const node = nodes(settings, context.plan).find(({ address }) => address === newest.address);
  return new Map([['redis primary', `${node?.name ?? newest.address} (epoch ${String(newest.epoch)})`]]);
}

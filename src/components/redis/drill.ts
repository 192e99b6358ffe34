import type { Driller } from '../../component.ts';
import type { DrillContext } from '../../drill/drill.ts';
import { fill } from './drill/fill.ts';
import { redisLeaders } from './drill/leaders.ts';
import { rewrite } from './drill/rewrite.ts';
import { redisEnds } from './drill/ends.ts';
import { evictionRisk } from './drill/risk.ts';
import { infoOf, withClient } from './drill/session.ts';
import { redisTargets } from './drill/targets.ts';
import { unread } from './drill/unread.ts';
import { redisVersions } from './drill/versions.ts';
import { redisWitness } from './drill/witness.ts';
import { redisWorkload } from './drill/workload/workload.ts';
import { keyPrefix } from './drill/writer.ts';
import type { RedisSettings } from './schema.ts';

/** What a drill does to Redis. All keys are `holdfast:drill:*`, expire, and are removed. */
export const drillRedis: Driller<RedisSettings> = (settings) => ({
  pressures: [fill(settings), unread(settings), rewrite(settings)],
  targets: redisTargets(settings),
  workload: redisWorkload(settings),
  witness: redisWitness(settings),
  ends: redisEnds(settings),
  versions: (context) => redisVersions(settings, context),
  leaders: (context) => redisLeaders(settings, context),
  risk: (context) =>
    withClient(settings, context, async (client) => evictionRisk(settings, await infoOf(client))),
  sweep: (context) => sweepKeys(settings, context),
});

/** By pattern, not by name: an earlier drill may have been killed. */
async function sweepKeys(settings: RedisSettings, context: DrillContext): Promise<void> {
  await withClient(settings, context, async (client) => {
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `${keyPrefix}*`, 'COUNT', 1000);
      if (keys.length > 0) await client.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  });
}

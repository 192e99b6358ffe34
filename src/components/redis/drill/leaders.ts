import type { DrillContext, Leaders } from '../../../drill/drill.ts';
import { nodes, sentinels } from '../layout.ts';
import { parseSentinel } from '../observe/parse.ts';
import type { RedisSettings } from '../schema.ts';

/**
 * The primary by the newest word of the Sentinels: the highest epoch is the newest configuration, and every failover
 * makes a higher one.
 *
 * @throws Error when no Sentinel answers
 */
export async function redisLeaders(settings: RedisSettings, context: DrillContext): Promise<Leaders> {
  const { plan, engine } = context;
  const views = await Promise.all(
    sentinels(settings, plan).map(async ({ name }) => {
      const words = ['timeout', '2', 'redis-as', 'health'];
      const questions = `SENTINEL CKQUORUM ${plan.name}\nSENTINEL MASTER ${plan.name}\n`;
      const said = await engine.exec(plan.name, name, words, questions).catch(() => undefined);
      return parseSentinel(said?.stdout ?? '');
    }),
  );
  const [newest] = views
    .flatMap((view) => (view === undefined ? [] : [view]))
    .sort((a, b) => b.epoch - a.epoch);
  if (newest === undefined) throw new Error('no Sentinel answers');
  const node = nodes(settings, plan).find(({ address }) => address === newest.address);
  return new Map([['redis primary', `${node?.name ?? newest.address} (epoch ${String(newest.epoch)})`]]);
}

import type { DrillContext } from '../../../drill/drill.ts';
import { nodes, sentinels, type Member } from '../layout.ts';
import { parseNode, parseSentinel, type NodeView, type SentinelView } from '../observe/parse.ts';
import type { RedisSettings } from '../schema.ts';

/** A member with what it said; undefined when it said nothing within two seconds. */
export interface Heard<View> {
  readonly member: Member;
  readonly view: View | undefined;
}

/** Asks every node for its role, all at once and from inside its own container: what clients see is not the question. */
export function askNodes(settings: RedisSettings, context: DrillContext): Promise<Heard<NodeView>[]> {
  return Promise.all(
    nodes(settings, context.plan).map(async (member) => ({
      member,
      view: parseNode(await said(member, 'health', 'INFO replication\n', context)),
    })),
  );
}

/** Asks every Sentinel whom it takes for the primary. */
export function askSentinels(settings: RedisSettings, context: DrillContext): Promise<Heard<SentinelView>[]> {
  const { name } = context.plan;
  return Promise.all(
    sentinels(settings, context.plan).map(async (member) => ({
      member,
      view: parseSentinel(
        await said(member, 'health', `SENTINEL CKQUORUM ${name}\nSENTINEL MASTER ${name}\n`, context),
      ),
    })),
  );
}

/** What a member prints for some questions; nothing when it is away, paused or does not answer. */
export async function said(
  { name }: Member,
  user: 'health' | 'app',
  questions: string,
  { plan, engine }: DrillContext,
): Promise<string> {
  const words = ['timeout', '2', 'redis-as', user];
  const result = await engine.exec(plan.name, name, words, questions).catch(() => undefined);
  return result?.stdout ?? '';
}

/** The newest word of the Sentinels: every failover makes a higher epoch. Undefined when none answers. */
export function newestWord(heard: readonly Heard<SentinelView>[]): SentinelView | undefined {
  const views = heard.flatMap(({ view }) => (view === undefined ? [] : [view]));
  return views.sort((a, b) => b.epoch - a.epoch)[0];
}

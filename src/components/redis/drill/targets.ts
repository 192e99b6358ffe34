import type { DrillContext } from '../../../drill/drill.ts';
import { full } from '../../../drill/faults/full.ts';
import { linkTarget } from '../../../drill/link/target.ts';
import type { Pick, Target } from '../../../drill/target.ts';
import { StackError } from '../../../errors.ts';
import { nodeNames, quorum, sentinelNames } from '../layout.ts';
import type { RedisSettings } from '../schema.ts';
import { askSentinels } from './ask.ts';
import { rolesNow } from './roles.ts';

const load = 'redis';
const loads = [load];

/** Nodes and Sentinels answer it to everybody, if only with NOAUTH. */
const hello = Buffer.from('PING\r\n');

const own = [full((node) => ({ path: '/data', volume: `${node}-data` }))];

/** What of Redis can be hurt, looked for anew each time. */
export function redisTargets(settings: RedisSettings): readonly Target[] {
  return [
    primary(settings),
    ...replicaTargets(settings),
    ...sentinelTargets(settings),
    linkTarget('redis.link', 'Redis and its Sentinels', load, hello),
  ];
}

function primary(settings: RedisSettings): Target {
  return {
    name: 'redis.primary',
    about: 'the primary, as it says itself and the Sentinels name it',
    among: nodeNames(settings),
    loads,
    own,
    find: async (context) => [(await rolesNow(settings, context)).primary.name],
  };
}

function replicaTargets(settings: RedisSettings): readonly Target[] {
  const count = settings.nodes - 1;
  if (count === 0) return [];
  const replicas = async (context: DrillContext): Promise<readonly string[]> =>
    (await rolesNow(settings, context)).replicas.map(({ name }) => name);
  const shared = { among: nodeNames(settings), loads, own };
  return [
    {
      ...shared,
      name: 'redis.replica',
      about: 'one replica, the first by name unless a number says which',
      count,
      find: async (context, pick) => [chosen(await replicas(context), pick, 'replica')],
    },
    {
      ...shared,
      name: 'redis.replicas',
      about: 'every replica at once: writes that want one wait until one is back',
      find: async (context) => {
        const all = await replicas(context);
        chosen(all, {}, 'replica');
        return all;
      },
    },
  ];
}

function sentinelTargets(settings: RedisSettings): readonly Target[] {
  const shared = { among: sentinelNames(settings), loads };
  const most = quorum(settings);
  const sentinels = async (context: DrillContext): Promise<readonly string[]> =>
    (await askSentinels(settings, context)).flatMap(({ member, view }) =>
      view === undefined ? [] : [member.name],
    );
  return [
    {
      ...shared,
      name: 'redis.sentinel',
      about: 'one Sentinel, the first by name unless a number says which',
      count: settings.sentinels,
      find: async (context, pick) => [chosen(await sentinels(context), pick, 'Sentinel')],
    },
    {
      ...shared,
      name: 'redis.sentinels',
      about: `${String(most)} of ${String(settings.sentinels)} Sentinels: without them nobody may fail over`,
      find: async (context) => {
        const all = await sentinels(context);
        chosen(all, { number: most }, 'Sentinel');
        return all.slice(0, most);
      },
    },
  ];
}

/** The one that a number says, from 1 in the order of names. */
function chosen(all: readonly string[], { number = 1 }: Pick, what: string): string {
  const one = all[number - 1];
  if (one !== undefined) return one;
  throw new StackError(
    'no',
    `there is no ${what} ${String(number)} just now: ${String(all.length)} of them answer`,
  );
}

import type { DrillContext } from '../../../drill/drill.ts';
import type { Fault } from '../../../drill/fault.ts';
import { full } from '../../../drill/faults/full.ts';
import { linkTarget } from '../../../drill/link/target.ts';
import type { Pick, Target } from '../../../drill/target.ts';
import { StackError } from '../../../errors.ts';
import { ask, framed } from '../observe/ask.ts';
import { metadata } from '../observe/requests.ts';
import { nodeIds, reachedFromHost } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';
import { drilled, newestOf, viewsOf, type BrokerView } from './cluster.ts';
import { followerOf, namedPartition, pairOf, partitionOf } from './pick.ts';
import { rolling } from './rolling.ts';
import { findCoordinator } from './requests.ts';
import { topicPrefix } from './topic.ts';

const load = 'kafka';

const fullDisk = full((broker) => ({ path: `/data/${broker}`, volume: `${broker}-data` }));

/** For one broker's answer, ms. */
const patience = 1500;

/** What of Kafka can be hurt. A single broker has no follower, and none that goes on without it. */
export function kafkaTargets(settings: KafkaSettings): readonly Target[] {
  const several = settings.nodes > 1;
  const link = linkTarget('kafka.link', 'the brokers', load, framed(metadata));
  return [...singles(settings), ...(several ? groups(settings) : []), link];
}

function singles(settings: KafkaSettings): readonly Target[] {
  const common = commonOf(settings);
  return [
    {
      ...common,
      name: 'kafka.leader',
      about:
        "the leader of a partition: of the one named, else of one of the drill's own, where it can be one that is not the active controller",
      argument: 'topic/partition',
      find: seen(settings, (view, { argument }) => [
        (argument === undefined ? partitionOf(view) : namedPartition(view, argument)).leader,
      ]),
    },
    {
      ...common,
      name: 'kafka.controller',
      about: 'the active controller, as DescribeQuorum names it',
      find: seen(settings, ({ quorum }) => [quorum.leader]),
    },
    {
      ...common,
      name: 'kafka.coordinator',
      about: "the broker that coordinates a consumer group: the one named, else the drill's own",
      argument: 'group',
      find: async (context, { argument }) => [serviceOf(await coordinatorOf(settings, context, argument))],
    },
    {
      ...common,
      name: 'kafka.broker',
      about: 'a broker by its number, else the first',
      count: settings.nodes,
      find: (_, { number = 1 }) => Promise.resolve([serviceOf(number)]),
    },
  ];
}

function groups(settings: KafkaSettings): readonly Target[] {
  const common = commonOf(settings);
  const nodes = nodeIds(settings);
  return [
    {
      ...common,
      name: 'kafka.follower',
      about:
        "a broker that follows the drill's partition, neither its leader nor, where it can be, the active controller",
      find: seen(settings, (view) => [followerOf(view, partitionOf(view))]),
    },
    {
      ...common,
      name: 'kafka.brokers',
      about: 'two brokers at once: the active controller and one that leads a partition',
      find: seen(settings, (view) => pairOf(view, nodes)),
    },
    {
      ...common,
      name: 'kafka.all',
      about: 'every broker',
      own: [...common.own, rolling(settings)],
      find: () => Promise.resolve(nodes.map(serviceOf)),
    },
  ];
}

function commonOf(settings: KafkaSettings): {
  readonly among: readonly string[];
  readonly loads: readonly string[];
  readonly own: readonly Fault[];
} {
  return { among: nodeIds(settings).map(serviceOf), loads: [load], own: [fullDisk] };
}

type Choose = (view: BrokerView, pick: Pick) => readonly number[];

/** Looks at the cluster each time: leaders move with every fault. */
function seen(settings: KafkaSettings, choose: Choose): Target['find'] {
  return async (context, pick) => {
    const view = newestOf(await viewsOf(settings, context));
    return choose(view, pick).map(serviceOf);
  };
}

/** Any broker knows; the first answer that names one counts. */
async function coordinatorOf(
  settings: KafkaSettings,
  context: DrillContext,
  named: string | undefined,
): Promise<number> {
  const group = named ?? (await ownGroup(settings, context));
  const answers = await Promise.allSettled(
    nodeIds(settings).map((node) =>
      ask(reachedFromHost(context.plan, node), findCoordinator(group), patience, context.signal),
    ),
  );
  const found = answers.flatMap((answer) =>
    answer.status === 'fulfilled' && answer.value.error === 0 ? [answer.value.node] : [],
  );
  const [node] = found;
  if (node !== undefined) return node;
  throw new StackError('no', `no broker knows who coordinates the group ${group}`);
}

/** A drill's group has the name of the first of its topics. */
async function ownGroup(settings: KafkaSettings, context: DrillContext): Promise<string> {
  const { partitions } = newestOf(await viewsOf(settings, context));
  const [first] = drilled(partitions);
  if (first?.topic.startsWith(topicPrefix) === true) return first.topic;
  throw new StackError('no', 'there is no group of a drill', {
    hint: 'name one: kafka.coordinator(GROUP)',
  });
}

function serviceOf(node: number): string {
  return `kafka-${String(node)}`;
}

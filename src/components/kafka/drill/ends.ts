import { setTimeout as sleep } from 'node:timers/promises';
import type { DrillContext, End } from '../../../drill/drill.ts';
import { StackError } from '../../../errors.ts';
import { nodeIds } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';
import { newestOf, viewsOf, type BrokerView } from './cluster.ts';

/** A broker that came back copies what it missed; ms. */
const patience = { all: 60_000, poll: 500 };

/** What has to be so again when every fault is healed. */
export function kafkaEnds(settings: KafkaSettings): readonly End[] {
  const once = (claim: string, judge: (views: readonly BrokerView[]) => Seen): End => ({
    claim,
    look: async (context) => ({ seen: await until(settings, context, claim, judge) }),
  });
  return [
    once('every partition has all replicas in sync', inSync),
    once('one active controller, named by every broker', (views) => oneController(views, nodeIds(settings))),
  ];
}

/** What was seen, and whether it is what was claimed. */
interface Seen {
  readonly good: boolean;
  readonly text: string;
}

async function until(
  settings: KafkaSettings,
  context: DrillContext,
  claim: string,
  judge: (views: readonly BrokerView[]) => Seen,
): Promise<string> {
  const end = performance.now() + patience.all;
  for (;;) {
    const { good, text } = judge(await viewsOf(settings, context));
    if (good) return text;
    context.signal.throwIfAborted();
    if (performance.now() >= end)
      throw new StackError('no', `not so: ${claim}; ${text}`, {
        hint: 'holdfast status shows who is missing',
      });
    await sleep(patience.poll);
  }
}

/** Pure. By the newest view. */
export function inSync(views: readonly BrokerView[]): Seen {
  if (views.length === 0) return { good: false, text: 'no broker answers' };
  const { partitions } = newestOf(views);
  const behind = partitions.filter(
    ({ leader, replicas, inSync: here }) => leader < 0 || here.length < replicas.length,
  );
  const names = behind.map(({ topic, partition }) => `${topic}/${String(partition)}`);
  const text = `${String(partitions.length - behind.length)} of ${String(partitions.length)} partitions whole`;
  return { good: behind.length === 0, text: names.length === 0 ? text : `${text}, not ${names.join(' ')}` };
}

/** Pure. Every broker has to answer, and all have to name the same controller in the same epoch. */
export function oneController(views: readonly BrokerView[], nodes: readonly number[]): Seen {
  const named = new Set(
    views.map(({ quorum }) => `kafka-${String(quorum.leader)} in epoch ${String(quorum.epoch)}`),
  );
  const silent = nodes.filter((node) => !views.some((view) => view.node === node));
  const text = [
    `${String(views.length)} of ${String(nodes.length)} brokers name ${[...named].join(' and ') || 'nobody'}`,
    ...silent.map((node) => `kafka-${String(node)} does not answer`),
  ].join(', ');
  const elected = views.every(({ quorum }) => quorum.leader >= 0);
  return { good: silent.length === 0 && named.size === 1 && elected, text };
}

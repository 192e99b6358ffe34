import type { Link } from '../../../../drill/link/link.ts';
import type { Plan } from '../../../../plan/plan.ts';
import { brokerAddress, internalPort, nodeIds, reachedFromHost } from '../../properties.ts';
import type { KafkaSettings } from '../../schema.ts';
import type { Brokers } from './leader.ts';

/** Where this machine reaches them. */
export function brokersOf(settings: KafkaSettings, plan: Plan): Brokers {
  return new Map(nodeIds(settings).map((node) => [node, reachedFromHost(plan, node)]));
}

/** Where a container in the stack's network does. */
export function brokersInside(settings: KafkaSettings, plan: Plan): Brokers {
  return new Map(
    nodeIds(settings).map((node) => [node, { host: brokerAddress(plan, node), port: internalPort }]),
  );
}

/** The same brokers by a link: each is reached through it. */
export async function byLink(brokers: Brokers, link: Link | undefined): Promise<Brokers> {
  if (link === undefined) return brokers;
  const ways = [...brokers].map(async ([node, endpoint]) => [node, await link.through(endpoint)] as const);
  return new Map(await Promise.all(ways));
}

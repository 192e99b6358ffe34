import { fillTemplate } from '../../bundle/template.ts';
import { hostAddress } from '../../plan/addresses.ts';
import type { Plan } from '../../plan/plan.ts';
import { shortestSession } from './client-settings.ts';
import { dedupeMiB } from './memory.ts';
import type { KafkaSettings } from './schema.ts';
import { timersFor } from './timers.ts';

/** Listener for clients and brokers inside the network. */
export const internalPort = 9092;
export const controllerPort = 9093;

/** The fixed addresses of brokers end in 31 to 39. */
export function brokerOctet(node: number): number {
  return 30 + node;
}

/** 1 to N. */
export function nodeIds(settings: KafkaSettings): number[] {
  return Array.from({ length: settings.nodes }, (_, index) => index + 1);
}

/** Copies of every partition, and how many must hold a message before it counts as written. */
export function durability(nodes: number): { replication: number; minInsync: number } {
  return { replication: Math.min(3, nodes), minInsync: nodes >= 3 ? 2 : 1 };
}

/** `10.70.3.31:9092,…`: what a client inside the network starts from. */
export function bootstrapServers(settings: KafkaSettings, plan: Plan): string {
  return nodeIds(settings)
    .map((node) => `${brokerAddress(plan, node)}:${String(internalPort)}`)
    .join(',');
}

/** server.properties of one node. */
export function serverProperties(settings: KafkaSettings, plan: Plan, node: number): string {
  return fillTemplate('kafka/server.properties', serverView(settings, plan, node));
}

/** What the template shows; apart from it, so that tests can look at the values. */
export function serverView(settings: KafkaSettings, plan: Plan, node: number) {
  const { replication, minInsync } = durability(settings.nodes);
  const voters = nodeIds(settings).map(
    (id) => `${String(id)}@${brokerAddress(plan, id)}:${String(controllerPort)}`,
  );
  const hostPort = plan.ports.get(`kafka-${String(node)}`);
  return {
    node,
    replication,
    minInsync,
    voters: voters.join(','),
    internalPort,
    controllerPort,
    shortestSession,
    address: brokerAddress(plan, node),
    published: plan.publish && hostPort !== undefined,
    hostPort: hostPort ?? 0,
    dedupeBytes: dedupeMiB(brokerLimitMiB(plan, node)) * 1024 * 1024,
    timers: timersFor(plan.failover, settings.timers),
    own: Object.entries(settings.config).map(([key, value]) => ({ line: propertyLine(key, String(value)) })),
  };
}

/**
 * One `key=value` line as java.util.Properties reads it back: backslashes doubled, a leading blank escaped (it would
 * be skipped), everything outside printable ASCII as \uXXXX, so that no value can open a second line.
 */
export function propertyLine(key: string, value: string): string {
  const text = escaped(value).replace(/^ /, '\\ ');
  return `${escaped(key).replace(/[=:# !]/g, '\\$&')}=${text}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A broker's fixed address. */
export function brokerAddress(plan: Plan, node: number): string {
  return (
    plan.services.get(`kafka-${String(node)}`)?.address ?? hostAddress(plan.network.subnet, brokerOctet(node))
  );
}

/** What the plan gives a broker, MiB. */
export function brokerLimitMiB(plan: Plan, node: number): number {
  const limit = plan.services.get(`kafka-${String(node)}`)?.memoryMiB;
  if (limit === undefined) throw new Error(`kafka-${String(node)} is not in the plan`);
  return limit;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Where this machine reaches a broker: its published port, or its own address on a stack that publishes nothing. */
export function reachedFromHost(plan: Plan, node: number): Endpoint {
  const hostPort = plan.publish ? plan.ports.get(`kafka-${String(node)}`) : undefined;
  return hostPort === undefined
    ? { host: brokerAddress(plan, node), port: internalPort }
    : { host: '127.0.0.1', port: hostPort };
}

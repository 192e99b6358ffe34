import { isKnown } from '../yaml/value.ts';
import { countOf, listOf, votersOf, type KafkaNode } from './kafka.ts';

/** Kafka nodes that belong together. */
export interface KafkaCluster {
  readonly nodes: readonly KafkaNode[];
  readonly brokers: readonly KafkaNode[];
  /** How many brokers run, a service with several containers counted as often. */
  readonly brokerCount: number;
}

/**
 * Sorts nodes into clusters: two belong together when they share a voter or a ZooKeeper. A node of which neither is
 * known joins the others, as a Compose file with two clusters is rare.
 */
export function kafkaClusters(nodes: readonly KafkaNode[]): readonly KafkaCluster[] {
  const groups: { nodes: KafkaNode[]; peers: Set<string> }[] = [];
  for (const node of nodes) {
    const peers = peersOf(node);
    const matching = groups.filter((group) => sameCluster(group.peers, peers));
    const group = matching[0] ?? { nodes: [], peers: new Set<string>() };
    if (matching.length === 0) groups.push(group);
    for (const other of matching.slice(1)) {
      groups.splice(groups.indexOf(other), 1);
      group.nodes.push(...other.nodes);
      other.peers.forEach((peer) => group.peers.add(peer));
    }
    group.nodes.push(node);
    peers.forEach((peer) => group.peers.add(peer));
  }
  return groups.map((group) => clusterOf(group.nodes));
}

function sameCluster(group: ReadonlySet<string>, peers: readonly string[]): boolean {
  return peers.length === 0 || group.size === 0 || peers.some((peer) => group.has(peer));
}

function peersOf(node: KafkaNode): readonly string[] {
  const zooKeepers = listOf(node, 'zookeeper.connect').map((server) => server.replace(/\/.*$/, ''));
  return [...votersOf(node), ...zooKeepers].filter(isKnown);
}

function clusterOf(nodes: readonly KafkaNode[]): KafkaCluster {
  const brokers = nodes.filter(({ isBroker }) => isBroker);
  return { nodes, brokers, brokerCount: brokers.reduce((sum, { service }) => sum + service.instances, 0) };
}

/** How many copies a cluster keeps of a topic that asks for nothing: the brokers' own setting, Kafka's default is 1. */
export function defaultReplication({ brokers }: KafkaCluster): number | undefined {
  for (const broker of brokers) {
    const said = countOf(broker, 'default.replication.factor');
    if (said !== undefined) return said.value;
  }
  return brokers.some(({ whole }) => !whole) ? undefined : 1;
}

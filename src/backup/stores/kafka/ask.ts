import { StackError } from '../../../errors.ts';
import type { AclSaved, GroupPositions } from '../../manifest.ts';
import { Connection } from './connection.ts';
import { cluster, topicConfigs, type Broker, type Cluster } from './cluster.ts';
import { describeAcls, listGroups, positionsOf } from './groups.ts';
import { isSaved } from './ours.ts';

/** What a cluster is besides its records. */
export interface Described {
  readonly cluster: Cluster;
  readonly configs: ReadonlyMap<string, Record<string, string>>;
  readonly groups: Readonly<Record<string, GroupPositions>>;
  readonly acls: readonly AclSaved[];
}

/** The first of the addresses that answers, `host:port`. */
export async function openAny(addresses: readonly string[]): Promise<Connection> {
  const reasons: { place: string; message: string }[] = [];
  for (const address of addresses) {
    const [host = '', port = ''] = address.split(':');
    try {
      return await Connection.open(host, Number(port));
    } catch (error) {
      reasons.push({ place: address, message: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new StackError('no', 'no broker of Kafka answers', {
    diagnostics: reasons,
    hint: 'holdfast status shows the tier; once it is whole, try again',
  });
}

/** Topics to save, with their settings, group positions and ACLs. Positions first: they are never ahead of the records. */
export async function describeCluster(addresses: readonly string[]): Promise<Described> {
  const connection = await openAny(addresses);
  try {
    const seen = await connection.ask(cluster);
    const groups = await allGroups(seen.brokers);
    const topics = seen.topics.filter(({ internal, name }) => !internal && isSaved(name));
    const configs = await connection.ask(topicConfigs(topics.map(({ name }) => name)));
    return { cluster: { ...seen, topics }, configs, groups, acls: await connection.ask(describeAcls) };
  } finally {
    connection.close();
  }
}

async function allGroups(brokers: readonly Broker[]): Promise<Readonly<Record<string, GroupPositions>>> {
  const found = await Promise.all(brokers.map(groupsAt));
  return Object.fromEntries(found.flat().filter(([group]) => isSaved(group)));
}

async function groupsAt({ host, port }: Broker): Promise<(readonly [string, GroupPositions])[]> {
  const connection = await Connection.open(host, port);
  try {
    const groups: (readonly [string, GroupPositions])[] = [];
    for (const group of await connection.ask(listGroups)) {
      const positions: Record<string, Record<string, number>> = {};
      for (const { topic, partition, offset } of await connection.ask(positionsOf(group)))
        (positions[topic] ??= {})[String(partition)] = offset;
      groups.push([group, positions]);
    }
    return groups;
  } finally {
    connection.close();
  }
}

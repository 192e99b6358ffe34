import type { Request } from '../../../components/kafka/observe/requests.ts';
import { Writer, type Reader } from '../../../components/kafka/observe/wire.ts';

export interface Broker {
  readonly node: number;
  readonly host: string;
  readonly port: number;
}

export interface ClusterTopic {
  readonly name: string;
  readonly id: string;
  readonly internal: boolean;
  readonly partitions: readonly { readonly partition: number; readonly leader: number }[];
}

export interface Cluster {
  readonly brokers: readonly Broker[];
  readonly topics: readonly ClusterTopic[];
}

/** Metadata 3, version 12 (the first that gives topics' ids throughout), of all topics; creates none. */
export const cluster: Request<Cluster> = {
  key: 3,
  version: 12,
  flexible: true,
  body: new Writer().int8(0).int8(0).int8(0).noTags().bytes(),
  read: (reader) => {
    reader.int32();
    const brokers = reader.compactArray(readBroker);
    reader.compactString();
    reader.int32();
    return { brokers, topics: reader.compactArray(readTopic) };
  },
};

function readBroker(reader: Reader): Broker {
  const node = reader.int32();
  const host = reader.compactString();
  const port = reader.int32();
  reader.compactString();
  reader.skipTags();
  return { node, host, port };
}

function readTopic(reader: Reader): ClusterTopic {
  reader.int16();
  const name = reader.compactString();
  const id = reader.bytes(16).toString('base64url');
  const internal = reader.int8() !== 0;
  const partitions = reader.compactArray(readPartition);
  reader.int32();
  reader.skipTags();
  return { name, id, internal, partitions: partitions.toSorted((a, b) => a.partition - b.partition) };
}

function readPartition(reader: Reader): { partition: number; leader: number } {
  reader.int16();
  const partition = reader.int32();
  const leader = reader.int32();
  reader.int32();
  for (let list = 0; list < 3; list += 1) reader.compactArray(() => reader.int32());
  reader.skipTags();
  return { partition, leader };
}

/** DescribeConfigs 32, version 1: what was set on topics themselves, not what they have from the brokers. */
export function topicConfigs(names: readonly string[]): Request<ReadonlyMap<string, Record<string, string>>> {
  const body = new Writer().int32(names.length);
  for (const name of names) body.int8(2).string(name).int32(-1);
  return { key: 32, version: 1, flexible: false, body: body.int8(0).bytes(), read: readConfigs };
}

/** DYNAMIC_TOPIC_CONFIG. */
const topicsOwn = 1;

function readConfigs(reader: Reader): ReadonlyMap<string, Record<string, string>> {
  reader.int32();
  const topics = reader.array(() => {
    const error = reader.int16();
    const message = reader.string();
    if (error !== 0) throw new Error(`a topic's settings cannot be read: ${message}`);
    reader.int8();
    const name = reader.string();
    return [name, Object.fromEntries(reader.array(readConfig).flat())] as const;
  });
  return new Map(topics);
}

function readConfig(reader: Reader): (readonly [string, string])[] {
  const name = reader.string();
  const value = reader.string();
  reader.int8();
  const source = reader.int8();
  reader.int8();
  reader.array(() => {
    reader.string();
    reader.string();
    reader.int8();
  });
  return source === topicsOwn ? [[name, value]] : [];
}

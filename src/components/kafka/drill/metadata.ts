import type { Request } from '../observe/requests.ts';
import { Writer, type Reader } from '../observe/wire.ts';

/** A partition's leader. The epoch grows with every election. */
export interface Lead {
  readonly topic: string;
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  readonly epoch: number;
}

/** Metadata 3, version 7 (the first with leader epochs; Kafka 2.1), of all topics; creates none. */
export const leads: Request<readonly Lead[]> = leadsRequest(new Writer().int32(-1));

/** The same of one topic. */
export function leadsOf(topic: string): Request<readonly Lead[]> {
  return leadsRequest(new Writer().int32(1).string(topic));
}

function leadsRequest(topics: Writer): Request<readonly Lead[]> {
  return { key: 3, version: 7, flexible: false, body: topics.int8(0).bytes(), read: readLeads };
}

function readLeads(reader: Reader): readonly Lead[] {
  reader.int32();
  reader.array(() => {
    reader.int32();
    reader.string();
    reader.int32();
    reader.string();
  });
  reader.string();
  reader.int32();
  return reader.array(readTopic).flat();
}

function readTopic(reader: Reader): Lead[] {
  reader.int16();
  const topic = reader.string();
  reader.int8();
  return reader.array(() => {
    reader.int16();
    const partition = reader.int32();
    const leader = reader.int32();
    const epoch = reader.int32();
    for (let list = 0; list < 3; list += 1) reader.array(() => reader.int32()); // replicas, in sync, offline
    return { topic, partition, leader, epoch };
  });
}

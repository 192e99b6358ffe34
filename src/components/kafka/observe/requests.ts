import { Writer, type Reader } from './wire.ts';

/** A request by its number and version in the protocol guide, and how its answer is read. */
export interface Request<Answer> {
  readonly key: number;
  readonly version: number;
  /** From this version on of its kind, headers have tagged fields. */
  readonly flexible: boolean;
  readonly body: Buffer;
  readonly read: (reader: Reader) => Answer;
}

export interface Quorum {
  /** The active controller's node id; -1 while none is elected. */
  readonly leader: number;
  readonly epoch: number;
  readonly voters: readonly Voter[];
}

export interface Voter {
  readonly node: number;
  /** End of its copy of the metadata log, in records; -1 when the controller has not heard of it. */
  readonly endOffset: number;
  /** When it last had all of the log, ms by the controller's clock; its own is now. -1 for never. */
  readonly caughtUpAt: number;
}

/** Error codes that a person may meet here; any other is shown as its number. */
const errors: Readonly<Record<number, string>> = {
  5: 'no leader',
  6: 'not the leader',
  7: 'the controller did not answer in time',
  35: 'a version of the protocol it does not know',
  41: 'no active controller',
};

/**
 * DescribeQuorum 55, version 1: a broker passes it on to the active controller, so any broker's answer is the
 * controller's own. (The controller that Metadata names is any live broker under KRaft.) Version 1 exists since
 * Kafka 3.3.
 */
export const describeQuorum: Request<Quorum> = {
  key: 55,
  version: 1,
  flexible: true,
  body: new Writer()
    .compactLength(1)
    .compactString('__cluster_metadata')
    .compactLength(1)
    .int32(0)
    .noTags()
    .noTags()
    .noTags()
    .bytes(),
  read: readQuorum,
};

function readQuorum(reader: Reader): Quorum {
  refuseError(reader.int16());
  const [quorum] = reader
    .compactArray(() => {
      reader.compactString();
      const partitions = reader.compactArray(readQuorumPartition);
      reader.skipTags();
      return partitions;
    })
    .flat();
  if (quorum === undefined) throw new Error('the answer names no quorum');
  return quorum;
}

function readQuorumPartition(reader: Reader): Quorum {
  reader.int32();
  refuseError(reader.int16());
  const leader = reader.int32();
  const epoch = reader.int32();
  reader.int64();
  const voters = reader.compactArray(readVoter);
  reader.compactArray(readVoter);
  reader.skipTags();
  return { leader, epoch, voters };
}

function readVoter(reader: Reader): Voter {
  const node = reader.int32();
  const endOffset = reader.int64();
  reader.int64(); // when it last fetched
  const caughtUpAt = reader.int64();
  reader.skipTags();
  return { node, endOffset, caughtUpAt };
}

export interface ClusterMetadata {
  /** Ids of the brokers that are alive and not fenced. */
  readonly brokers: readonly number[];
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly topic: string;
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/** Metadata 3, version 5, of all topics, internal ones as well; creates none. */
export const metadata: Request<ClusterMetadata> = {
  key: 3,
  version: 5,
  flexible: false,
  body: new Writer().int32(-1).int8(0).bytes(),
  read: readMetadata,
};

function readMetadata(reader: Reader): ClusterMetadata {
  reader.int32();
  const brokers = reader.array(() => {
    const node = reader.int32();
    reader.string();
    reader.int32();
    reader.string();
    return node;
  });
  reader.string();
  reader.int32();
  return { brokers, partitions: reader.array(readTopic).flat() };
}

function readTopic(reader: Reader): Partition[] {
  reader.int16();
  const topic = reader.string();
  reader.int8();
  return reader.array(() => {
    // A partition without a leader says so in this code as well; its replicas are what counts.
    reader.int16();
    const partition = reader.int32();
    const leader = reader.int32();
    const replicas = reader.array(() => reader.int32());
    const inSync = reader.array(() => reader.int32());
    reader.array(() => reader.int32());
    return { topic, partition, leader, replicas, inSync };
  });
}

function refuseError(code: number): void {
  if (code !== 0) throw new Error(errors[code] ?? `Kafka's error ${String(code)}`);
}

import type { ColdSaved } from './cold/cold.ts';
import type { Reach } from './reach.ts';

/** What a backup holds, as it says itself: manifest.json beside the data. */
export interface Manifest {
  /** Of the layout. */
  readonly version: number;
  /** `20260131-030000`, the time it was begun, UTC. */
  readonly id: string;
  readonly stack: string;
  readonly takenAt: string;
  readonly redis?: RedisSaved;
  readonly kafka?: KafkaSaved;
  /** The brokers' volumes as they were; then there is nothing else in it. */
  readonly cold?: ColdSaved;
  /** Paths below `stack/`. */
  readonly files: readonly string[];
}

export interface RedisSaved {
  /** The node it was read from, and its role then. */
  readonly node: string;
  readonly role: 'primary' | 'replica';
  /** Of the server that wrote it: an older one may not be able to read it. */
  readonly server: 'redis' | 'valkey';
  readonly serverVersion: string;
  readonly rdbVersion: number;
  readonly replicationId: string;
  readonly offset: number;
  readonly bytes: number;
  readonly keys: number;
  /** Of them with an expiry; they may be gone when it is loaded. */
  readonly expires: number;
  readonly sha256: string;
  /** What the server that loaded it on trial found; absent when it was too large for that. */
  readonly loaded?: RedisLoaded;
  /** Absent where it could not be had, and in backups of older versions. */
  readonly aof?: AofSaved;
}

/** The node's append-only files, beside the RDB file: what it was at any second of a while before. */
export interface AofSaved {
  readonly reach: Reach;
  readonly bytes: number;
  /** Memory of a server that loads them, at most. */
  readonly needsBytes: number;
}

/** The contents of a Redis server, so that two of them can be compared. */
export interface RedisLoaded {
  readonly keys: number;
  readonly expires: number;
  /** DEBUG DIGEST: of all keys and values, in whatever order. */
  readonly digest: string;
}

export interface KafkaSaved {
  readonly topics: Readonly<Record<string, TopicSaved>>;
  /** Group -> topic -> partition -> position. */
  readonly groups: Readonly<Record<string, GroupPositions>>;
  readonly acls: readonly AclSaved[];
  readonly records: number;
  readonly bytes: number;
  /** Records that the backup before did not have. */
  readonly added: number;
}

export interface TopicSaved {
  /** Kafka's own id: a topic made anew under the same name has another. */
  readonly id: string;
  readonly config: Readonly<Record<string, string>>;
  readonly partitions: readonly PartitionSaved[];
}

export interface PartitionSaved {
  readonly partition: number;
  /** Records below are no longer the topic's. */
  readonly start: number;
  /** Where the next backup goes on. */
  readonly next: number;
  readonly files: readonly BatchFile[];
}

/** Record batches one after the other, as the broker sent them. */
export interface BatchFile {
  /** Below `kafka/`. */
  readonly path: string;
  readonly bytes: number;
  readonly records: number;
  readonly lastOffset: number;
}

export type GroupPositions = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface AclSaved {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permission: number;
}

/** A backup as it stands in the repository. */
export interface Listed {
  readonly id: string;
  readonly takenAt: string;
  readonly stack: string;
  /** restic's own id of it. */
  readonly snapshot: string;
  readonly verified: boolean;
  /** The brokers' volumes, and nothing else. */
  readonly cold: boolean;
  /** Of what is in it, and of what it added to the repository; bytes. */
  readonly bytes: number;
  readonly addedBytes: number;
  /** The seconds that Redis can be brought back to by it, besides the moment of the backup. */
  readonly reach?: Reach;
  /** `redis 250000 keys`. */
  readonly contents: readonly string[];
}

/** Of the last attempt, and of the last ones that went well. */
export interface BackupState {
  /** When the volume was prepared: before that nothing can be missing. */
  readonly since?: string;
  readonly attempt?: {
    readonly id: string;
    readonly at: string;
    readonly good: boolean;
    readonly milliseconds: number;
    readonly message?: string;
  };
  readonly success?: { readonly id: string; readonly at: string };
  readonly verified?: { readonly id: string; readonly at: string };
  /** The backup whose restore has begun and not ended. */
  readonly restoring?: string;
}

/*
 * A cold backup: the volumes of all Kafka brokers, file by file, while none of them runs. What the command and the box
 * that reads or fills the volumes have to agree on.
 */
import { snapshotFolder } from '../config.ts';

/** What a manifest says of the volumes. */
export interface ColdSaved {
  /** Kafka's own id of the cluster, as meta.properties in each volume has it. */
  readonly clusterId: string;
  /** Of the brokers that wrote the files; null for an image that does not show it. */
  readonly kafkaVersion: string | null;
  readonly image: string;
  /** When the last broker had stopped. */
  readonly stoppedAt: string;
  readonly volumes: readonly ColdVolume[];
  /** Topic -> partition -> where the next record would have gone, asked just before the brokers were stopped. */
  readonly ends: PartitionEnds;
}

export interface ColdVolume {
  /** `kafka-1`. */
  readonly service: string;
  readonly node: number;
  readonly files: number;
  /** Of all files by their length, and what they take on the disk: index files are made long and filled slowly. */
  readonly bytes: number;
  readonly allocatedBytes: number;
  /** SHA-256 over path, kind, mode, owner, length, time and contents of every file. */
  readonly digest: string;
}

export type PartitionEnds = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the box is told when every broker has stopped: what can only be asked while they run. */
export type ColdFacts = Pick<ColdSaved, 'kafkaVersion' | 'image' | 'stoppedAt' | 'ends'>;

/** Where the box has the volumes: each in a folder of its service's name. */
export const coldPlaces = { root: '/cold', content: `/cold/${snapshotFolder}` } as const;

/** A file in the root of a volume that is being filled; the brokers' start script and kafka-format refuse to go on. */
export const restoringMark = 'holdfast.restoring';

/** Lines of the box that mean something to whoever started it. */
export const coldLines = {
  /** All that can be found out beforehand is good: the brokers may stop now. */
  ready: 'cold: ready',
  /** The volumes are no longer needed. */
  released: 'cold: released',
  /** From now on the volumes are no longer what they were. */
  touching: 'cold: touching',
} as const;

const suffix = '-cold';

/** `20260131-030000-cold`: the kind of a backup can be seen from its id. */
export function coldIdOf(id: string): string {
  return `${id}${suffix}`;
}

export function isColdId(id: string): boolean {
  return id.endsWith(suffix);
}

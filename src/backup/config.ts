import type { Keep } from './retention.ts';

/** The one folder that a snapshot holds, wherever it is packed from or unpacked to. */
export const snapshotFolder = 'content';

/** Where the backup container has things; the bundle mounts them there. */
export const places = {
  config: '/etc/holdfast/backup.json',
  secrets: '/run/secrets',
  key: '/run/secrets/backup-key',
  /** stack.yaml, the identity and the generated files, each mounted by itself. */
  stack: '/stack',
  /** Volumes of the stores that let their files be read, each by the name it was offered under. */
  stores: '/stores',
  volume: '/backup',
  /** What the next snapshot is made of. */
  content: `/backup/${snapshotFolder}`,
  /** What a restore or a verification unpacks. */
  unpacked: '/backup/unpacked',
  unpackedContent: `/backup/unpacked/${snapshotFolder}`,
  state: '/backup/state/last.json',
  repository: '/backup/repository',
  directory: '/repository',
} as const;

/** What the container is told: no secret, only names of files that hold one. Written by the bundle. */
export interface BackupConfig {
  readonly stack: string;
  /** Of holdfast, so that a backup says what made it. */
  readonly plan: string;
  readonly schedule: string;
  readonly keep: Keep;
  /** As restic takes it: a directory in the container, or an address. */
  readonly repository: string;
  readonly stores: readonly StoreConfig[];
}

/** What a store's component offered. */
export interface StoreConfig {
  readonly of: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

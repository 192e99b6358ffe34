import type { Component, TierClaim } from '../../component.ts';
import { exactly, tinyMiB } from '../../plan/needs.ts';
import { backupPart, keySecret, preparation, service } from './part.ts';
import { backupSchema, type BackupSettings } from './schema.ts';

/** What a running backup takes, MiB: Node and restic one after the other, or a server that loads the data on trial. */
const jobMiB = 256;

/** Saves every store that offers itself, and what the stack is made of; proves it by restoring. */
export const backup: Component<BackupSettings> = {
  key: 'backup',
  summary: 'encrypted backups of the stores, on a schedule and on demand',
  schema: backupSchema,
  shorthand: 'schedule',
  claim: () => ({
    tiers: [prepare, scheduler],
    jobs: [
      { name: 'backup', memoryMiB: jobMiB, because: 'a store is read, packed and checked, one at a time' },
    ],
    secrets: [{ name: keySecret, kind: 'password' }],
  }),
  part: backupPart,
  observe: async () => (await import('./observe.ts')).observeBackup,
  drill: async () => (await import('./drill.ts')).drillBackup,
};

const prepare: TierClaim = {
  name: preparation,
  kind: 'once',
  trust: 'ours',
  memory: exactly(tinyMiB),
  cpuShares: 512,
  pids: 16,
  members: [{ name: preparation, role: 'volume' }],
  because: () => 'a shell that makes a few directories',
};

const scheduler: TierClaim = {
  name: service,
  kind: 'long',
  trust: 'ours',
  memory: exactly(tinyMiB),
  jobMiB,
  // Whoever waits for an answer of a store goes first. On two cores, nothing else on them, writers' p99 doubled beside a
  // backup of weight 128 and did not beside one of 2; some more than 2, because where all cores are taken for long it would
  // not get on, and the replica that it reads from would give it up.
  cpuShares: 16,
  pids: 128,
  members: [{ name: service, role: 'scheduler', octet: 40 }],
  because: (limit) =>
    `${String(limit)} MiB for a shell that waits for the hour, ${String(jobMiB)} for the job it then does`,
};

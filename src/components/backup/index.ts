import { z } from 'zod';
import type { Component, Part } from '../../component.ts';
import { exactly, tinyMiB } from '../../plan/needs.ts';
import type { Plan } from '../../plan/plan.ts';

const service = 'backup-volume';
const volume = 'backup';
/** Kept free for the job that fills the volume, while it runs, MiB. */
const jobMiB = 256;

export const backupSchema = z.strictObject({}).describe('The volume that backups go to.');
type BackupSettings = z.infer<typeof backupSchema>;

/** Declares the backup volume and sees to it that it is this stack's, with a directory for each store. */
export const backup: Component<BackupSettings> = {
  key: 'backup',
  summary: 'a volume for backups, apart from the data',
  schema: backupSchema,
  shorthand: undefined,
  claim: () => ({
    tiers: [
      {
        name: service,
        kind: 'once',
        trust: 'ours',
        memory: exactly(tinyMiB),
        cpuShares: 512,
        pids: 16,
        members: [{ name: service, role: 'volume' }],
        because: () => 'a shell that makes three directories',
      },
    ],
    jobs: [
      { name: 'backup', memoryMiB: jobMiB, because: 'a store is read, packed and checked, one at a time' },
    ],
  }),
  part: (_settings, plan) => backupPart(plan),
};

function backupPart(plan: Plan): Part {
  return {
    volumes: [{ key: volume, purpose: 'backup', component: 'backup' }],
    services: [
      {
        name: service,
        about:
          'Once at each start: makes sure the backup volume belongs to this stack and holds a directory per store.',
        image: { kind: 'built', context: 'backup', component: 'backup' },
        compose: {
          environment: { STACK: plan.name },
          volumes: [{ type: 'volume', source: volume, target: '/backup' }],
        },
      },
    ],
  };
}

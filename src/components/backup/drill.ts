import type { Driller } from '../../component.ts';
import { service } from './part.ts';
import type { BackupSettings } from './schema.ts';

/** Nothing of it is hurt; a program of a drill's can run in its image. */
export const drillBackup: Driller<BackupSettings> = (_settings, plan) => ({
  pressures: [],
  withNode: plan.images.has('backup') ? [] : [service],
});

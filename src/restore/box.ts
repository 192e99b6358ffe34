import { join } from 'node:path';
import type { BackupConfig } from '../backup/config.ts';
import { places } from '../backup/config.ts';
import { outcomeOf } from '../backup/outcome.ts';
import type { Engine, RunOptions } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';

/** What a backup or a restore works with. */
export interface BoxContext {
  readonly directory: string;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** The image of a service of the stack, as Compose has it. Compose is asked when it is called first: that takes 0.3 s. */
  readonly imageOf: (service: string) => Promise<string>;
  /** As the bundle wrote it. */
  readonly config: BackupConfig;
  /** `backup.to` where that is a directory of this machine, absolute. */
  readonly target: string | undefined;
}

export const backupService = 'backup';
/** The volume that every backup goes to or passes through. */
export function backupVolume({ name }: Plan): string {
  return `${name}-backup`;
}

/** Data volumes and the like, besides the backup volume. */
export type Mounts = RunOptions['mounts'];

export interface BoxOptions extends Pick<RunOptions, 'scratch' | 'input'> {
  readonly mounts?: Mounts;
  /** Where the service's own limit is too small for it. */
  readonly memoryMiB?: number;
  readonly say?: (text: string) => void;
}

/**
 * Runs a command of the backup image where the repository and its key are: in the running container, or, when there is
 * none or it needs more mounts or memory, in one of its own.
 *
 * @throws StackError as the command tells it; `no` when the volume with the backups is gone
 */
export async function inBox<T>(
  command: readonly string[],
  context: BoxContext,
  options: BoxOptions = {},
): Promise<T> {
  const { engine, plan, signal } = context;
  const { mounts = [], memoryMiB, say = () => undefined, ...more } = options;
  const follow = { signal, onLine: say };
  const words = ['backup-do', ...command];
  const running = mounts.length === 0 && memoryMiB === undefined && (await isRunning(context));
  const result = running
    ? await engine.execFollowed(plan.name, backupService, words, follow)
    : await engine.run(await context.imageOf(backupService), words, {
        ...(await boxOf(context, mounts)),
        ...(memoryMiB === undefined ? {} : { memoryMiB }),
        ...more,
        ...follow,
      });
  return outcomeOf(result.stdout, result.stderr, result.exitCode) as T;
}

async function isRunning({ engine, plan }: BoxContext): Promise<boolean> {
  return (await engine.containers(plan.name)).get(backupService)?.state === 'running';
}

async function boxOf(context: BoxContext, more: Mounts): Promise<RunOptions> {
  const { plan, engine, directory, target, config } = context;
  const volume = backupVolume(plan);
  if (!(await engine.volumes(plan.name)).includes(volume)) throw noVolume(volume);
  const local = join(directory, 'stack');
  const bind = (source: string, place: string) =>
    ({ type: 'bind', source: join(local, source), target: place, readOnly: true }) as const;
  return {
    stack: plan.name,
    memoryMiB: plan.services.get(backupService)?.memoryMiB ?? 272,
    // A repository that is elsewhere is reached through the engine's own network.
    ...(config.repository.startsWith('/') ? {} : { network: 'bridge' }),
    mounts: [
      { type: 'volume', source: volume, target: places.volume },
      bind('config/backup/backup.json', places.config),
      bind('.local/secrets/backup-key', places.key),
      ...(target === undefined ? [] : [{ type: 'bind', source: target, target: places.directory } as const]),
      ...more,
    ],
  };
}

function noVolume(volume: string): StackError {
  return new StackError('no', `there is no volume ${volume}, so no backup can be read`, {
    hint: 'holdfast up makes it; docs/restoring.md says how to start from a copy of a repository',
  });
}

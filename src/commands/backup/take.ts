import type { Manifest } from '../../backup/manifest.ts';
import { reachWords } from '../../backup/reach.ts';
import { contentsOf } from '../../backup/worker/snapshots.ts';
import { StackError } from '../../errors.ts';
import { backupService, inBox, type BoxContext } from '../../restore/box.ts';
import type { Outcome } from '../outcome.ts';
import { seconds, type Progress } from '../terminal.ts';

interface Taken {
  readonly id: string;
  readonly manifest: Manifest;
  readonly removed: readonly string[];
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * Takes a backup now, in the container that also takes them on schedule; the stores serve on. An interruption ends it
 * there as well: what was read until then serves the next one.
 *
 * @throws StackError `no` when the stack does not run, another backup does, or it fails
 */
export async function backup(context: BoxContext, progress: Progress): Promise<Outcome> {
  const { engine, plan } = context;
  const running = (await engine.containers(plan.name)).get(backupService);
  if (running?.state !== 'running')
    throw new StackError('no', `${plan.name} does not run, so nothing can be saved`, {
      hint: 'holdfast up starts it',
    });
  const started = performance.now();
  const { id, manifest, removed, timings } = await progress('saving', async (say) => {
    try {
      return await inBox<Taken>(['take'], context, { say });
    } catch (error) {
      if (context.signal.aborted) await engine.exec(plan.name, backupService, ['backup-stop']);
      throw error;
    }
  });
  const milliseconds = Math.round(performance.now() - started);
  return {
    good: true,
    data: { id, milliseconds, timings, removed, manifest: summary(manifest) },
    lines: [
      `backup ${id} in ${seconds(milliseconds)}: ${contentsOf(manifest).join(', ')}`,
      ...(manifest.redis === undefined ? [] : [redisLine(manifest.redis)]),
      ...(manifest.kafka === undefined
        ? []
        : [`kafka: ${String(manifest.kafka.added)} records that the backup before did not have`]),
      ...(removed.length === 0 ? [] : [`removed, by backup.keep: ${removed.join(', ')}`]),
      `next: holdfast backup --verify ${id} proves it by a restore`,
    ],
  };
}

function redisLine({ node, role, loaded, aof }: NonNullable<Manifest['redis']>): string {
  const proof =
    loaded === undefined ? 'checked, too large to be loaded on trial' : 'checked, and loaded on trial';
  const reaches = aof === undefined ? 'no other time' : `any second from ${reachWords(aof.reach)} UTC`;
  return `redis: read from ${node} (${role}), ${proof}; restore --at reaches ${reaches}`;
}

/** Without what only a restore needs. */
function summary({ redis, kafka, files, ...rest }: Manifest) {
  const counts =
    kafka === undefined
      ? undefined
      : {
          topics: Object.keys(kafka.topics).length,
          groups: Object.keys(kafka.groups).length,
          records: kafka.records,
          added: kafka.added,
          bytes: kafka.bytes,
        };
  return { ...rest, redis, kafka: counts, files };
}

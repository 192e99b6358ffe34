import type { Listed, Manifest } from '../../backup/manifest.ts';
import { backupReaching, reachWords, worded } from '../../backup/reach.ts';
import { StackError } from '../../errors.ts';
import { inBox, type BoxContext } from '../../restore/box.ts';
import { rewind, rewoundRdb } from '../../restore/rewind.ts';
import { unpackBackup, type Restore } from '../../restore/run.ts';

/** What a restore brings back, and what is said of it before and after. */
export type Found = Pick<Restore, 'id' | 'stores' | 'manifest' | 'rdb'> & {
  readonly origin: string;
  /** What stands behind `holdfast restore` to restore just this once more. */
  readonly again: readonly string[];
  readonly tells: readonly string[];
  readonly notes?: readonly string[];
};

/**
 * Redis as it was at the end of a second, as an RDB file of which the rest of a restore knows no difference. Kafka is left
 * out: a record bears the time that its producer gave it, and nobody kept where the groups were then.
 *
 * @throws StackError `no` when no backup reaches that second, or its AOF cannot be loaded
 */
export async function rewound(
  id: string | undefined,
  at: string,
  source: BoxContext,
  target: BoxContext,
  say: (text: string) => void,
): Promise<Found> {
  const components = new Set([...target.plan.services.values()].map(({ component }) => component));
  if (!components.has('redis'))
    throw new StackError('no', `${target.plan.name} has no Redis, and only Redis can be brought to a time`, {
      hint: 'holdfast backups lists the backups; holdfast restore ID brings one back',
    });
  const { backups } = await inBox<{ backups: readonly Listed[] }>(['list'], source);
  const backup = backupReaching(backups, at, id);
  say(`unpacking ${backup.id}`);
  const { manifest } = await unpackBackup(backup.id, ['aof'], source, say);
  const { keys, expires, serverVersion } = await rewind(manifest, at, source, say);
  const redis = { keys, expires, serverVersion } as NonNullable<Manifest['redis']>;
  return {
    id: backup.id,
    stores: ['redis'],
    manifest: { redis },
    rdb: rewoundRdb,
    origin: `${backup.id}, as Redis was at ${worded(at)} UTC`,
    again: [backup.id, '--at', at],
    tells: [
      `${backup.id}, taken ${manifest.takenAt}, as Redis was at the end of ${worded(at)} UTC: ${String(keys)} keys`,
      ...(backup.reach === undefined ? [] : [`(it reaches any second from ${reachWords(backup.reach)})`]),
    ],
    notes: components.has('kafka') ? [kafkaNote(backups, at, source === target)] : [],
  };
}

function kafkaNote(backups: readonly Listed[], at: string, here: boolean): string {
  if (!here) return 'kafka starts empty: it cannot be brought to a time';
  const before = backups.findLast(({ takenAt }) => takenAt <= at);
  const how =
    before === undefined
      ? ''
      : `; holdfast restore ${before.id} --only kafka brings back its last backup before`;
  return `kafka is left as it is: it cannot be brought to a time${how}`;
}

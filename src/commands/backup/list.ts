import { ageOf } from '../../backup/age.ts';
import type { BackupState, Listed } from '../../backup/manifest.ts';
import { reachWords } from '../../backup/reach.ts';
import { inBox, type BoxContext } from '../../restore/box.ts';
import { table } from '../../table.ts';
import type { Outcome } from '../outcome.ts';
import { paint } from '../terminal.ts';

/** Every backup with its size, age and contents, and whether it was proven by a restore. Bad when the last attempt failed. */
export async function backups(context: BoxContext, now = new Date()): Promise<Outcome> {
  const { backups: list, state } = await inBox<{ backups: readonly Listed[]; state: BackupState }>(
    ['list'],
    context,
  );
  const failed = state.attempt?.good === false;
  return {
    good: !failed,
    data: { backups: list, state },
    lines: [
      ...(list.length === 0 ? ['no backup yet: holdfast backup takes one'] : render(list, now)),
      ...(failed ? [`${paint('red', 'failed')}  ${state.attempt.at}: ${state.attempt.message ?? ''}`] : []),
    ],
  };
}

function render(list: readonly Listed[], now: Date): readonly string[] {
  return table([
    ['ID', 'AGE', 'SIZE', 'ADDED', 'VERIFIED', 'REDIS AT ANY SECOND FROM .. TO (UTC)', 'CONTENTS'],
    ...list.map(({ id, takenAt, bytes, addedBytes, verified, cold, reach, contents }) => [
      id,
      ageOf(takenAt, now),
      sizeOf(bytes),
      sizeOf(addedBytes),
      verified ? 'yes' : 'no',
      reach === undefined ? '-' : reachWords(reach),
      [...(cold ? ['cold'] : []), ...contents].join(', '),
    ]),
  ]);
}

function sizeOf(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

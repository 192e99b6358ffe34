import { inBox, type BoxContext } from '../../../restore/box.ts';
import type { Outcome } from '../../outcome.ts';
import { seconds, type Progress } from '../../terminal.ts';

/**
 * Unpacks a cold backup beside the running stack and compares every file with what was saved. No broker is started on it:
 * it would be a node of the cluster that runs.
 *
 * @throws StackError `no` when it cannot be read, or is not what its manifest says
 */
export async function verifyCold(id: string, context: BoxContext, progress: Progress): Promise<Outcome> {
  const started = performance.now();
  const found = await progress('verifying', (say) =>
    inBox<{ readonly files: number; readonly bytes: number }>(['cold-verify', id], context, { say }),
  );
  const milliseconds = Math.round(performance.now() - started);
  return {
    good: true,
    data: { id, ...found, milliseconds },
    lines: [
      `kafka: ${String(found.files)} files unpacked, each as it was: contents, length, owner, mode and time`,
      `cold backup ${id} is whole (${seconds(milliseconds)}); no broker was started on it`,
    ],
  };
}

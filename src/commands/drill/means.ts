import type { Means } from '../../drill/disaster/run.ts';
import { inBox } from '../../restore/box.ts';
import { checkRedis } from '../../restore/redis.ts';
import { unpackBackup, unpackedRdb } from '../../restore/run.ts';
import { restorable } from '../../restore/stores.ts';
import { backupContext } from '../backup/context.ts';
import { optionsFor, type Here } from '../backup/restore-here.ts';
import { restore } from '../backup/restore.ts';
import { backup } from '../backup/take.ts';
import type { Stack } from '../stack.ts';

/**
 * What a drill of a disaster does with backups: `holdfast backup` and `holdfast restore`, the stack's name being typed
 * already.
 *
 * @throws StackError `usage` when the stack has no backups
 */
export async function meansOf(stack: Stack, here: Here): Promise<Means> {
  const { engine, signal, terminal } = here;
  const box = backupContext(stack, engine, signal);
  const flags = { id: undefined, yes: stack.plan.name };
  const options = await optionsFor(stack, here, flags);
  return {
    backup: async (progress) => {
      const { data } = await backup(box, progress);
      return (data as { readonly id: string }).id;
    },
    tryOut: async (id, say) => {
      try {
        const { manifest } = await unpackBackup(id, [], box, say);
        if (manifest.redis !== undefined) await checkRedis(unpackedRdb, box, say);
        return manifest;
      } finally {
        await inBox(['clean'], box);
      }
    },
    volumes: () => options.volumesOf(restorable),
    restore: async (id, progress, onProven) => {
      const own = await optionsFor(stack, { ...here, terminal: { ...terminal, progress } }, { ...flags, id });
      await restore(box, box, { ...own, onProven });
    },
  };
}

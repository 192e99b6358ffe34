import { StackError } from '../../../errors.ts';
import type { DrillContext } from '../../../drill/drill.ts';
import { nginxService } from '../part.ts';

/** One line for each process: its number and the title that nginx gives it. The image has no ps. */
const listProcesses =
  'for d in /proc/[0-9]*; do IFS= read -r -d "" t <"$d/cmdline" && echo "${d#/proc/} $t"; done 2>/dev/null';

/** Numbers of the workers that take requests: not of those that only finish what they have. */
export async function workers({ plan, engine }: DrillContext): Promise<readonly number[]> {
  const { stdout } = await engine.exec(plan.name, nginxService, ['bash', '-c', listProcesses]);
  const found = parseWorkers(stdout);
  if (found.length > 0) return found;
  throw new StackError('no', `${nginxService} shows no worker process`, {
    hint: 'docker compose logs nginx',
  });
}

/** Those titled `nginx: worker process`; a leaving one has `is shutting down` behind that (ngx_process_cycle.c). */
export function parseWorkers(text: string): readonly number[] {
  return [...text.matchAll(/^(\d+) nginx: worker process *$/gm)].map(([, pid]) => Number(pid));
}

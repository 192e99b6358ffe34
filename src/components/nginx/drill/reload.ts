import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../../drill/fault.ts';
import { StackError } from '../../../errors.ts';
import { nginxService } from '../part.ts';
import { workers } from './workers.ts';

/**
 * As an operator does it. Not `docker kill -s HUP`: after any `docker kill` the engine takes the container for stopped by
 * hand, and its restart policy no longer acts.
 */
const command = ['nginx', '-e', 'stderr', '-c', '/etc/holdfast/nginx.conf', '-s', 'reload'];

/** For the new workers to start, ms. */
const patience = 5000;
const pollInterval = 100;

/** New workers with the settings read anew, while the old ones finish what they have. */
export function reload(): Fault {
  // What to compare with; a later process has nothing to heal, so it is not part of the wound.
  let before: readonly number[] = [];
  return {
    name: 'reload',
    about: 'settings read again under load: new workers take over, the old ones finish what they have',
    harm: 'safe',
    hold: 0,
    commands: (service) => [`docker compose exec ${service} ${command.join(' ')}`],
    inflict: async (_wound, context) => {
      before = await workers(context);
      const { exitCode, stderr } = await context.engine.exec(context.plan.name, nginxService, command);
      if (exitCode === 0) return;
      throw new StackError('no', `nginx refuses to reload: ${stderr.trim()}`, {
        hint: 'docker compose logs nginx',
      });
    },
    bite: async (_wound, context) => {
      const deadline = Date.now() + patience;
      for (;;) {
        const now = await workers(context);
        if (now.every((pid) => !before.includes(pid)))
          return `workers ${before.join(', ')} gave way to ${now.join(', ')}`;
        if (Date.now() > deadline) break;
        await sleep(pollInterval);
      }
      throw new StackError('no', `workers ${before.join(', ')} are still there: nginx did not reload`);
    },
    heal: () => Promise.resolve(),
  };
}

import type { Engine } from '../../engine/engine.ts';
import { readProject } from '../../roll/wanted.ts';
import { volumesOf } from '../../restore/project.ts';
import type { Store } from '../../restore/stores.ts';
import { backupContext } from './context.ts';
import type { Outcome } from '../outcome.ts';
import { restore, type RestoreOptions } from './restore.ts';
import { forgetRestoring, mends, noteRestoring, restoringLeft } from './restoring-file.ts';
import { loadStack, rollingsOf, secretOf, type Stack } from '../stack.ts';
import { start } from '../start.ts';
import { forgetDisaster } from '../drill/wounds-file.ts';
import { switchover } from '../switchover.ts';
import type { Terminal } from '../terminal.ts';

/** What a command has from the command line. */
export interface Here {
  readonly directory: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly engine: Engine;
}

export interface RestoreFlags {
  readonly id: string | undefined;
  readonly only?: string;
  readonly at?: string;
  readonly fromRdb?: string;
  readonly yes?: string;
}

/** Restores the stack in this directory. */
export async function restoreHere(here: Here, flags: RestoreFlags): Promise<Outcome> {
  const { directory, engine, signal } = here;
  const stack = await loadStack(directory);
  const context = backupContext(stack, engine, signal);
  const whole = flags.only === undefined && flags.fromRdb === undefined && flags.at === undefined;
  const note = { written: false };
  const outcome = await restore(context, context, {
    ...(await optionsFor(stack, here, flags)),
    onBegun: ({ origin, again }) => {
      const restoring = { origin, wayBack: `holdfast restore ${again.join(' ')} --yes ${stack.plan.name}` };
      note.written = whole || mends(restoring, restoringLeft(directory));
      if (note.written) noteRestoring(directory, restoring);
    },
  });
  if (note.written) forgetRestoring(directory);
  // All of it is back, whatever a drill that was killed had destroyed.
  if (whole) forgetDisaster(directory);
  return outcome;
}

/** The parts of a restore that other commands have already: starting, handing over, asking. */
export async function optionsFor(stack: Stack, here: Here, flags: RestoreFlags): Promise<RestoreOptions> {
  const { engine, terminal, signal } = here;
  const { plan, directory } = stack;
  const { progress } = terminal;
  const context = { plan, engine, secret: secretOf(stack), signal, progress };
  const { config } = await readProject(engine, { directory, signal });
  const rollings = await rollingsOf(stack);
  const able = rollings.some(({ component, roll }) => component === 'redis' && roll.handOver !== undefined);
  return {
    id: flags.id,
    only: flags.fromRdb === undefined ? flags.only : 'redis',
    at: flags.at,
    fromRdb: flags.fromRdb,
    typed: flags.yes,
    ask: terminal.ask,
    progress,
    start: (say) => start(engine, plan, { directory, signal }, say),
    smoke: able ? () => switchover('redis', rollings, context) : undefined,
    volumesOf: async (stores: readonly Store[]) => {
      const there = new Set(await engine.volumes(plan.name));
      return volumesOf(config, plan.name, new Set<string>(stores)).filter((volume) => there.has(volume));
    },
  };
}

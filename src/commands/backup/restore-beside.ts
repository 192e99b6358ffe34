import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StackError } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import { backupContext } from './context.ts';
import { generateCommand } from '../generate.ts';
import { assertNameIsOurs } from '../namesake.ts';
import { buildMissing } from '../images.ts';
import type { Outcome } from '../outcome.ts';
import { optionsFor, type Here, type RestoreFlags } from './restore-here.ts';
import { restore } from './restore.ts';
import { readSpecFile, specFile } from '../spec-file.ts';
import { loadStack } from '../stack.ts';
import { besideSpec } from '../../restore/beside-spec.ts';
import { readProject } from '../../roll/wanted.ts';

/**
 * Restores a backup of the stack here into a new one beside it, with an identity, ports and secrets of its own. The stack
 * here goes on, and nothing of it is replaced.
 *
 * @throws StackError `usage` when the directory is taken, `no` when the host does not hold both
 */
export async function restoreBeside(here: Here, flags: RestoreFlags, name: string): Promise<Outcome> {
  const { engine, signal, terminal } = here;
  const stack = await loadStack(here.directory);
  const source = backupContext(stack, engine, signal);
  const directory = join(dirname(resolve(here.directory)), name);
  if (existsSync(directory))
    throw new StackError('usage', `${directory} is there already; nothing was done`, {
      hint: 'take another name',
    });
  const text = Buffer.from(readSpecFile(here.directory)).toString();
  const spec = besideSpec(text, name, resolve(here.directory), directory);
  mkdirSync(directory);
  writeFileSync(join(directory, specFile), spec.text);
  const beside = await loadStack(directory);
  await assertRoom(stack.plan, beside.plan, async () => (await engine.info()).memoryMiB);
  await assertNameIsOurs(beside, engine);
  await generateCommand({ directory, mustJoin: true }, beside);
  await terminal.progress('building images', async (say) => {
    const { config } = await readProject(engine, { directory, signal });
    await buildMissing(engine, config, { directory, signal }, say);
  });
  const target = backupContext(beside, engine, signal);
  const restored = await restore(source, target, await optionsFor(beside, { ...here, directory }, flags));
  return { ...restored, lines: [...restored.lines, ...leftText(spec.left, name)] };
}

function leftText(left: readonly string[], name: string): readonly string[] {
  if (left.length === 0) return [];
  return [`what two stacks cannot share is not in ${name}/${specFile}, it has its own: ${left.join(', ')}`];
}

async function assertRoom(old: Plan, fresh: Plan, memoryMiB: () => Promise<number>): Promise<void> {
  const host = await memoryMiB();
  const needed = old.budget.totalMiB + fresh.budget.totalMiB + old.budget.reserveMiB;
  if (needed <= host) return;
  throw new StackError(
    'no',
    `both stacks together need ${String(needed)} MiB, this host has ${String(Math.floor(host))}; nothing was started`,
    { hint: 'restore on another machine: docs/restoring.md' },
  );
}

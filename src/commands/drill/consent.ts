import type { DrillContext } from '../../drill/drill.ts';
import { StackError } from '../../errors.ts';
import type { Ask } from '../terminal.ts';

/** How the name of the stack may have been, or can be, given. */
export interface Consent {
  /** With `--yes`. */
  readonly typed: string | undefined;
  /** How to ask for it; undefined where nobody can be asked. */
  readonly ask: Ask | undefined;
  /** The command that would go on, without `--yes NAME`. */
  readonly again: string;
}

/**
 * Lets through what could cost the user's own data something only after the stack's name was typed.
 *
 * @param risks what could be harmed, a line each; without any nothing is asked
 * @throws StackError `usage` when another name, or none, was typed
 */
export async function nameTyped(
  risks: readonly string[],
  { plan: { name }, signal }: DrillContext,
  { typed, ask, again }: Consent,
): Promise<void> {
  if (risks.length === 0) return;
  const question = [...risks, `Type the stack's name to go on all the same: `].join('\n');
  const given = typed ?? (await ask?.(question, signal));
  if (given?.trim() === name) return;
  throw new StackError(
    'usage',
    `the drill could cost data of yours; the stack's name was not typed, so nothing was done`,
    { diagnostics: risks.map((message) => ({ message })), hint: `${again} --yes ${name}` },
  );
}

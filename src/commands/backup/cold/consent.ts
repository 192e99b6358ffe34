import { StackError, type Diagnostic } from '../../../errors.ts';
import type { BoxContext } from '../../../restore/box.ts';
import type { Ask } from '../../terminal.ts';

/** How a person agrees. */
export interface Consent {
  /** The name given with `--yes`. */
  readonly typed: string | undefined;
  /** Undefined where nobody can be asked. */
  readonly ask: Ask | undefined;
}

/**
 * Shows what will happen and has the stack's name typed.
 *
 * @throws StackError `usage` when it was not; nothing was done then
 */
export async function assertTyped(
  {
    lines,
    refusal,
    diagnostics,
    command,
  }: {
    readonly lines: readonly string[];
    readonly refusal: string;
    readonly diagnostics: readonly Diagnostic[];
    readonly command: string;
  },
  { typed, ask }: Consent,
  { plan, signal }: Pick<BoxContext, 'plan' | 'signal'>,
): Promise<void> {
  const given = typed ?? (await ask?.([...lines, "Type the stack's name to go on: "].join('\n'), signal));
  if (given?.trim() === plan.name) return;
  throw new StackError('usage', `${refusal}; its name was not typed, so nothing was done`, {
    diagnostics,
    hint: `${command} --yes ${plan.name}`,
  });
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

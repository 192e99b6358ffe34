import { StackError, type Diagnostic, type ErrorCode } from '../errors.ts';

interface ToldError {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint?: string;
    readonly diagnostics?: readonly Diagnostic[];
  };
}

/**
 * What a command of the backup container has to say: the last line that it prints is its outcome.
 *
 * @throws StackError as the command told it, or `no` when it ended without a word
 */
export function outcomeOf(printed: string, words: string, exitCode: number): unknown {
  const line = printed.trim().split('\n').at(-1) ?? '';
  const told = parsed(line);
  if (told === undefined)
    throw new StackError('no', `the backup container ended with ${String(exitCode)} and without an outcome`, {
      diagnostics: words
        .trim()
        .split('\n')
        .slice(-5)
        .map((message) => ({ message })),
      hint: 'was it killed? docker compose logs backup',
    });
  if (!isError(told)) return told;
  const { code, message, hint, diagnostics } = told.error;
  throw new StackError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(diagnostics === undefined ? {} : { diagnostics }),
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isError(told: unknown): told is ToldError {
  return typeof told === 'object' && told !== null && 'error' in told;
}

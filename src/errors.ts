/** Something wrong at one place, with what would mend it. Collected, so that a user sees all at once. */
export interface Diagnostic {
  /** Where: `stack.yaml:3:7`, a service name or a path. Absent when there is no better place than the command. */
  readonly place?: string;
  readonly message: string;
  readonly hint?: string;
}

/**
 * What went wrong, as a stable word:
 * - `no`: the answer to the question is no (does not fit, drift, an unproven stack);
 * - `usage`: a bad spec or a bad command line;
 * - `engine`: no container engine, or it failed;
 * - `interrupted`: the user stopped it.
 */
export type ErrorCode = 'no' | 'usage' | 'engine' | 'interrupted';

const exitCodes: Record<ErrorCode, number> = { no: 1, usage: 2, engine: 3, interrupted: 130 };

/** The exit code for anything thrown; what is not a StackError is our own bug (70, as sysexits' EX_SOFTWARE). */
export function exitCodeOf(error: unknown): number {
  return error instanceof StackError ? exitCodes[error.code] : 70;
}

export interface StackErrorDetails {
  readonly hint?: string;
  readonly diagnostics?: readonly Diagnostic[];
  readonly cause?: unknown;
}

/** The one error class: a fact in one line, one hint, and every single problem as data. */
export class StackError extends Error {
  override readonly name = 'StackError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: ErrorCode, message: string, details: StackErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.diagnostics = details.diagnostics ?? [];
  }
}

/** What an error says in one line. */
export function firstLineOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line === '' ? 'failed without a word' : line;
}

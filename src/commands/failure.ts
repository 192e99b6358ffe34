import { exitCodeOf, StackError } from '../errors.ts';
import { paint, type Terminal } from './terminal.ts';

/**
 * How an error leaves the program: as lines on stderr and, with `--json`, as data on stdout as well, so that whoever
 * parses stdout always finds JSON there. Returns the exit code.
 */
export function tellFailure(
  error: unknown,
  terminal: Pick<Terminal, 'json' | 'note'>,
  json: boolean,
): number {
  for (const line of renderError(error)) terminal.note(line);
  if (json) terminal.json(errorData(error));
  return exitCodeOf(error);
}

/** An error as lines: the fact, every place with its own hint, the hint. A bug says that it is one. */
export function renderError(error: unknown): readonly string[] {
  if (!(error instanceof StackError)) return renderBug(error);
  const places = error.diagnostics.flatMap(({ place, message, hint }) => [
    `  ${place === undefined ? '' : `${place}: `}${message}`,
    ...(hint === undefined ? [] : [`    hint: ${hint}`]),
  ]);
  const hint = error.hint === undefined ? [] : [`hint: ${error.hint}`];
  return [`${paint('red', 'error', process.stderr)}: ${error.message}`, ...places, ...hint];
}

/** The same for `--json`: what a script would look for, and never a secret. */
export function errorData(error: unknown) {
  if (!(error instanceof StackError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { code: 'bug', message, diagnostics: [] } };
  }
  const { code, message, hint, diagnostics } = error;
  return { error: { code, message, hint, diagnostics } };
}

function renderBug(error: unknown): readonly string[] {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  const frames = (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5);
  return [`bug: ${message}`, ...frames, 'hint: this is a bug in holdfast; please report it with these lines'];
}

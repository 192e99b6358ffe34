/** What a person can mend: a fact in one line, one hint, and the exit code (3: no engine or the engine failed). */
export class BootstrapError extends Error {
  name = 'BootstrapError';

  constructor(message, { hint, exitCode = 3 } = {}) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** Runs a script's main function; the only place that turns an error into an exit code. */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}`);
    process.exitCode = error.exitCode;
  }
}

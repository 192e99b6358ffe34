import { StackError } from '../errors.ts';

/**
 * Ctrl-C once asks everything under way to stop; what was half done is undone by whoever was doing it. A second one
 * ends the process at once, as it would without us.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    controller.abort(new StackError('interrupted', 'interrupted'));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return controller.signal;
}

/**
 * For work that has nothing to undo and does not listen to the signal itself, such as a question to an engine that
 * hangs: given up as soon as the user does.
 */
export async function unlessInterrupted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let giveUp = (): void => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(signal.reason as Error);
    };
  });
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work(), givenUp]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

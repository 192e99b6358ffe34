/**
 * Waiting that can be given up: by the user, or when it takes too long. Only for work that has nothing to undo; what
 * was asked goes on in the background and its answer is dropped.
 */

/** The outcome of the work, unless the signal fires first; then throws the signal's reason. */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
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

/**
 * The same with a limit in ms, after which it throws `late`. The work gets a signal that tells of both, and what it
 * throws once that has fired is taken for a consequence: the reason is thrown.
 */
export async function withinLimit<T>(
  outer: AbortSignal,
  limit: number,
  late: Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort(late);
  }, limit);
  const signal = AbortSignal.any([outer, clock.signal]);
  try {
    return await unlessAborted(signal, () => work(signal));
  } catch (error) {
    throw signal.aborted ? (signal.reason as Error) : error;
  } finally {
    clearTimeout(timer);
  }
}

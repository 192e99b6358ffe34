/**
 * Keeps what goes wrong inside ioredis away from the drill. The connections on which it watches the Sentinels are its own,
 * and nobody can listen to them: each of their errors would be a stack trace on the console, several a second while a
 * Sentinel is away (Redis.silentEmit), and one that is cut just while it subscribes again leaves a rejection that nobody
 * can catch, which ends the process (readyHandler in its event_handler.js).
 *
 * @returns ends it
 */
export function containIoredis(): () => void {
  const letSpeak = silence();
  process.on('unhandledRejection', unlessItsOwn);
  return () => {
    process.off('unhandledRejection', unlessItsOwn);
    letSpeak();
  };
}

/** Thrown from here, it ends the process as it would have without a listener. */
function unlessItsOwn(reason: unknown): void {
  if (!isClosedConnection(reason)) throw reason;
}

function isClosedConnection(reason: unknown): boolean {
  return (
    reason instanceof Error &&
    reason.message === 'Connection is closed.' &&
    (reason.stack ?? '').includes('ioredis')
  );
}

function silence(): () => void {
  /* eslint-disable no-console -- it is the console that is kept clean */
  const before = console.error;
  console.error = (...words: unknown[]) => {
    if (typeof words[0] === 'string' && words[0].startsWith('[ioredis]')) return;
    before(...words);
  };
  return () => {
    console.error = before;
  };
  /* eslint-enable no-console */
}

import { RedisError, ReplyError, UnansweredError } from '../errors.ts';
import { afterReading } from './clock.ts';
import { Connection } from './connection.ts';
import { nameOf } from './endpoint.ts';
import { greet } from './greeting.ts';
import type { ConnectionOptions } from './options.ts';

/** ms: a server on another continent needs half a second for TCP, TLS and a greeting. */
const defaultConnectTimeout = 5000;

/**
 * Connects and greets. Rejects with UnansweredError CONNECT when there is no socket or no greeting in time, with
 * ReplyError when the server refuses (WRONGPASS, NOAUTH, NOPERM), or with the signal's reason.
 */
export async function createConnection(options: ConnectionOptions): Promise<Connection> {
  const { endpoint, signal, connectTimeout = defaultConnectTimeout } = options;
  signal?.throwIfAborted();
  const connection = new Connection(options);
  const due = performance.now() + connectTimeout;
  const late = setTimeout(() => {
    afterReading(due, () => {
      if (!greeted) void connection.destroy(new Error(`no greeting within ${connectTimeout} ms`));
    });
  }, connectTimeout);
  let greeted = false;
  const abort = (): void => void connection.destroy(new Error('connecting was aborted'));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await greet(connection, options);
    greeted = true;
    return connection;
  } catch (error) {
    await connection.destroy();
    signal?.throwIfAborted();
    throw error instanceof ReplyError ? error : unconnected(nameOf(endpoint), error);
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', abort);
  }
}

function unconnected(name: string, error: unknown): UnansweredError {
  const cause = error instanceof RedisError ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UnansweredError('CONNECT', false, `cannot connect to ${name}: ${why}`, cause);
}

import type { Connection } from '../connection/connection.ts';
import { UnansweredError, type UnansweredCode } from '../errors.ts';

/** How long somebody waits for a connection. */
export interface Patience {
  /** ms; 0 is for ever. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Those who wait for a connection to be there. */
export class Arrivals {
  private readonly waiting = new Set<{
    arrive: (connection: Connection) => void;
    fail: (error: Error) => void;
  }>();

  /** Rejects with UnansweredError TIMEOUT, ABORTED or CLOSED; `why` is asked then. */
  wait({ timeout, signal }: Patience, why: () => Error): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        over();
        reject(error);
      };
      const arrive = (connection: Connection): void => {
        over();
        resolve(connection);
      };
      const waiter = { arrive, fail };
      const late = (): void => {
        fail(noConnection('TIMEOUT', why()));
      };
      const aborted = (): void => {
        fail(noConnection('ABORTED', signal?.reason));
      };
      const timer = timeout > 0 ? setTimeout(late, timeout) : undefined;
      const over = (): void => {
        this.waiting.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
      };
      this.waiting.add(waiter);
      signal?.addEventListener('abort', aborted, { once: true });
      if (signal?.aborted === true) aborted();
    });
  }

  arrived(connection: Connection): void {
    for (const { arrive } of [...this.waiting]) arrive(connection);
  }

  failAll(error: Error): void {
    for (const { fail } of [...this.waiting]) fail(error);
  }
}

/** Nothing was sent: there was nowhere to send it. */
export function noConnection(code: UnansweredCode, cause: unknown): UnansweredError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new UnansweredError(code, false, `there is no connection${why}`, cause);
}

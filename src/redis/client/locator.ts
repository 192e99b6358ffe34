import type { Connection } from '../connection/connection.ts';
import type { Endpoint } from '../connection/endpoint.ts';
import type { ReplyError } from '../errors.ts';

/**
 * Where the server is now. A client asks it before each connecting; who follows Sentinels implements it. A fixed
 * address is `{ locate: () => Promise.resolve(endpoint) }`.
 */
export interface Locator {
  /** The server to use. A rejection counts as a failed attempt: the client asks again after a pause. */
  locate(signal: AbortSignal): Promise<Endpoint>;
  /**
   * Looks at a connection that has been greeted, before any command of a user goes over it; a rejection (a replica
   * where a primary is wanted) closes it and counts as a failed attempt.
   */
  verify?(connection: Connection, signal: AbortSignal): Promise<void>;
  /** An attempt failed, or a connection that worked was lost. */
  failed?(endpoint: Endpoint | undefined, error: Error): void;
  /** An error reply; `leave` closes the connection and asks `locate` anew, as after READONLY. Must not throw. */
  replied?(error: ReplyError, endpoint: Endpoint): 'stay' | 'leave';
}

/** Always the same address. */
export function fixed(endpoint: Endpoint): Locator {
  return { locate: () => Promise.resolve(endpoint) };
}

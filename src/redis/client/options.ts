import type { Connection } from '../connection/connection.ts';
import type { ConnectionSettings } from '../connection/options.ts';
import type { Endpoint } from '../connection/endpoint.ts';
import type { Reply } from '../protocol/reply.ts';
import type { BackoffOptions } from './backoff.ts';
import type { Locator } from './locator.ts';

/** Where the server is (`url`, `endpoint` or `locator`; 127.0.0.1:6379 without any), and how to treat it. */
export interface ClientOptions extends ConnectionSettings {
  /** `redis://user:password@host:port/database`, `rediss://` or `unix:///path`; options beside it win. */
  readonly url?: string;
  readonly endpoint?: Endpoint;
  /** Tells where the server is now, each time anew. */
  readonly locator?: Locator;
  readonly backoff?: BackoffOptions;
  /** A push message that is no subscription's. */
  readonly onPush?: (items: readonly Reply[]) => void;
  /** A connection is ready for use; what this issues on it comes before everything else. Must not throw. */
  readonly onConnected?: (connection: Connection) => void;
  /** A connection was lost or an attempt failed; the next one follows by itself. Must not throw. */
  readonly onLost?: (error: Error) => void;
}

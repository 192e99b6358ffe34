/**
 * A Redis client without a dependency: `holdfast/redis`.
 *
 * Two layers. A `Connection` (made by `createConnection`) is one socket to one server: it pipelines, bounds, times and
 * settles commands, and when it ends it stays ended; each command it could not answer says whether it was `sent`. A
 * `Client` (made by `createClient`) is what an application holds: it asks a `Locator` where the server is, connects,
 * greets, lets the locator verify the connection, and does so again, with capped and jittered pauses and for ever,
 * whenever a connection ends or `client.relocate(reason)` is called. It has a typed method for each common command.
 *
 * A `SentinelClient` (made by `createSentinelClient`) follows Sentinels; it and any `AckClient` (`createAckClient`) tell of
 * each write what became of it, and ask replicas and disks where that is wanted.
 *
 * To build on it:
 * - where the server is now, and whether it may be used, is a `Locator` (`locate`, `verify`, `failed`, `replied`);
 * - `connection.send(words, settle, fail, options?)` issues a command without a promise; `sendMany` many of them;
 * - `connection.beforeFlush` is called before each write, and what it issues leaves in that same write: a WAIT for all
 *   commands of a tick is one `sendMany` there (which, unlike `send`, never waits for room);
 * - `stall` (ms of silence while commands wait) is how a paused or vanished server is noticed;
 * - an `UnansweredError` has `sent: false` (surely not applied) or `sent: true` (nobody knows).
 */
export {
  BatchError,
  RedisError,
  RedisProtocolError,
  ReplyError,
  UnansweredError,
  type UnansweredCode,
} from './errors.ts';
export type { Argument } from './protocol/outgoing.ts';
export type { Reply, Shape } from './protocol/reply.ts';
export type { Endpoint, TcpEndpoint, UnixEndpoint } from './connection/endpoint.ts';
export type {
  ConnectionEvents,
  ConnectionOptions,
  ConnectionSettings,
  HighWaterMark,
  TlsOptions,
} from './connection/options.ts';
export type { CommandOptions, Connection, ManyOptions } from './connection/connection.ts';
export { createConnection } from './connection/open.ts';
export {
  batchCount,
  batchReplies,
  type BatchCount,
  type BatchOptions,
  type Build,
} from './connection/batch.ts';
export type { BackoffOptions } from './client/backoff.ts';
export { createClient, type Client } from './client/client.ts';
export type { Listener } from './client/listeners.ts';
export { fixed, type Locator } from './client/locator.ts';
export { multi } from './client/multi.ts';
export type { ClientOptions } from './client/options.ts';
export type { Subscription } from './client/subscriptions.ts';
export type { View } from './client/view.ts';
export type { Scored } from './commands/decode.ts';
export { script, type Script } from './commands/scripts.ts';
export type { Ack, Outcome } from './acks/outcome.ts';
export { UnknownOutcomeError } from './acks/outcome.ts';
export { AckClient, createAckClient, type AckClientOptions, type AckOptions } from './acks/client.ts';
export type { AttemptOptions } from './acks/attempt.ts';
export { outcomeCodes, type BatchOutcome } from './acks/tally.ts';
export type { AddressMap, SentinelLogin, SentinelOptions, SentinelReport } from './sentinel/options.ts';
export { sentinelLocator, SentinelLocator } from './sentinel/locator.ts';
export { createSentinelClient, SentinelClient, type SentinelClientOptions } from './sentinel/client.ts';

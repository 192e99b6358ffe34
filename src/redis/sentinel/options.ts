import type { TcpEndpoint } from '../connection/endpoint.ts';
import type { ConnectionSettings, TlsOptions } from '../connection/options.ts';

/**
 * From the address that a Sentinel or a node tells, to the one to connect to: by `host:port`, or by a function. What is
 * not in it stays as it is. A client on the host needs one for a stack whose addresses are its network's own.
 */
export type AddressMap =
  Readonly<Record<string, TcpEndpoint>> | ((told: TcpEndpoint) => TcpEndpoint | undefined);

/** How to log in to the Sentinels, where that is other than to the nodes. */
export interface SentinelLogin {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: TlsOptions | true;
}

/** Something that happened, for a log. None of it asks for anything to be done. */
export interface SentinelReport {
  readonly kind:
    | 'moved' // another node is primary
    | 'isolated' // the primary refuses writes: it has too few replicas, and the Sentinels name no other
    | 'unplaced' // nobody who may be used was found; it goes on looking
    | 'sentinel'; // a Sentinel was learned, forgotten, lost or is back
  readonly message: string;
}

/** Who watches what, and how patiently. */
export interface SentinelOptions {
  /** The name that the Sentinels watch the primary under. */
  readonly primaryName: string;
  /** At least one; the others are learned. Seeds are never forgotten. */
  readonly sentinels: readonly TcpEndpoint[];
  /** Nothing unless said: Sentinels often have other users than nodes. */
  readonly sentinel?: SentinelLogin;
  readonly addressMap?: AddressMap;
  /** ms that a Sentinel, or a node asked for its role, has for its answer; 500 unless said. */
  readonly patience?: number;
  /** ms between two looks at all Sentinels while nothing happens; 2000 unless said. Their news may get lost. */
  readonly refresh?: number;
  /** Must not throw. */
  readonly onReport?: (report: SentinelReport) => void;
}

/** How to log in to the nodes. */
export type NodeSettings = Pick<ConnectionSettings, 'username' | 'password' | 'tls' | 'protocol'>;

export const defaultPatience = 500;
export const defaultRefresh = 2000;

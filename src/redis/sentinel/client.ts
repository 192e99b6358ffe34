import { AckClient, type AckOptions } from '../acks/client.ts';
import type { ClientOptions } from '../client/options.ts';
import { nameOf, type TcpEndpoint } from '../connection/endpoint.ts';
import { sentinelLocator, type SentinelLocator } from './locator.ts';
import type { SentinelOptions } from './options.ts';

/** Who watches the primary, how to log in to it, and what an acknowledgement is to mean. */
export type SentinelClientOptions = SentinelOptions &
  AckOptions &
  Omit<ClientOptions, 'url' | 'endpoint' | 'locator'>;

/**
 * A client of whoever is primary. Throws a RangeError without a Sentinel, and as createAckClient does. It begins to
 * connect now.
 */
export function createSentinelClient(options: SentinelClientOptions): SentinelClient {
  return new SentinelClient(options);
}

/**
 * ms of silence after which a primary counts as gone. Sentinels that are quick (`down-after` 1000) have promoted another
 * 1.3 s later at the earliest, so that nothing is gained by less; a server under load is silent for longer than a half.
 */
const defaultStall = 1000;

/** ms for TCP and a greeting: the addresses of nodes that vanished answer nothing at all. */
const defaultConnectTimeout = 500;

/** Between two looks for a primary, ms, at most: news of one end the pause, but news get lost. */
const defaultBackoff = { first: 20, longest: 250 };

/** A client that follows the primary: over failovers and planned switchovers, for ever. */
export class SentinelClient extends AckClient {
  private readonly sentinelLocator: SentinelLocator;

  /** Use createSentinelClient. */
  constructor(options: SentinelClientOptions) {
    const locator = sentinelLocator(options);
    super({
      stall: defaultStall,
      connectTimeout: defaultConnectTimeout,
      backoff: defaultBackoff,
      ...options,
      locator,
    });
    this.sentinelLocator = locator;
    locator.onFound = (endpoint) => {
      const used = this.connection?.endpoint;
      if (used === undefined || nameOf(used) !== nameOf(endpoint))
        this.relocate(new Error(`${nameOf(endpoint)} is primary`));
    };
  }

  /** The Sentinels that it knows, in the addresses it connects to. */
  get sentinels(): readonly TcpEndpoint[] {
    return this.sentinelLocator.sentinels;
  }

  override async close(limit?: number): Promise<void> {
    await Promise.all([super.close(limit), this.sentinelLocator.close()]);
  }
}

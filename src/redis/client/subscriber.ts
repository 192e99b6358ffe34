import { defaultLimit } from '../connection/defaults.ts';
import type { ConnectionSettings } from '../connection/options.ts';
import type { BackoffOptions } from './backoff.ts';
import { Link } from './link.ts';
import type { Locator } from './locator.ts';
import { Subscriptions } from './subscriptions.ts';

/** The connection that a client subscribes on, and its subscriptions. */
export class Subscriber {
  readonly subscriptions: Subscriptions;
  readonly link: Link;
  private readonly pulse: NodeJS.Timeout;

  constructor(
    locator: Locator,
    settings: ConnectionSettings,
    backoff: BackoffOptions,
    onLost: (error: Error) => void,
  ) {
    this.link = new Link(locator, {
      settings,
      backoff,
      subscriber: true,
      onLost,
      onPush: (items) => {
        this.subscriptions.push(items);
      },
      onConnected: (connection) => {
        this.subscriptions.renew(connection);
      },
    });
    this.subscriptions = new Subscriptions(this.link);
    this.pulse = setInterval(this.beat, (settings.stall ?? defaultLimit) || defaultLimit).unref();
  }

  close(limit: number): Promise<void> {
    clearInterval(this.pulse);
    return this.link.close(limit);
  }

  /** Nobody asks anything here, so a server that vanished would never be silent: this asks. */
  private readonly beat = (): void => {
    this.link.current?.send(['PING'], ignore, ignore);
  };
}

const ignore = (): void => undefined;

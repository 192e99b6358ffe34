import { Link } from '../client/link.ts';
import { fixed } from '../client/locator.ts';
import { nameOf, type TcpEndpoint } from '../connection/endpoint.ts';
import type { Connection } from '../connection/connection.ts';
import { ReplyError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';
import { answerOf, questions, type SentinelAnswer } from './answer.ts';
import type { SentinelLogin } from './options.ts';

/** What a watch tells of its Sentinel. None may throw. */
export interface WatchEvents {
  /** It published that the primary is another, or is about to be. */
  readonly onNews: () => void;
  /** It was reached, again or for the first time. */
  readonly onBack: () => void;
  readonly onLost: (error: Error) => void;
}

/** Pauses between attempts to reach a Sentinel that is away, ms. */
const backoff = { first: 50, longest: 1000 };

/** ms that a Sentinel that is left has for what it still owes. */
const closingLimit = 100;

/**
 * One Sentinel, on a connection that is kept for ever: its news come over it, and questions go over it. RESP3 lets both
 * share it; a Sentinel that speaks RESP2 only is asked, and its news are not heard.
 */
export class SentinelWatch {
  readonly endpoint: TcpEndpoint;
  /** Its run id, once it told; its address until then. */
  id: string;
  private readonly primaryName: string;
  private readonly patience: number;
  private readonly link: Link;

  constructor(
    endpoint: TcpEndpoint,
    {
      primaryName,
      patience,
      login,
    }: { readonly primaryName: string; readonly patience: number; readonly login: SentinelLogin },
    events: WatchEvents,
  ) {
    this.endpoint = endpoint;
    this.id = nameOf(endpoint);
    this.primaryName = primaryName;
    this.patience = patience;
    this.link = new Link(fixed(endpoint), {
      settings: {
        ...login,
        connectTimeout: patience,
        timeout: patience,
        stall: patience * 2,
        announce: false,
      },
      subscriber: true,
      backoff,
      onPush: (items) => {
        if (this.isNews(items)) events.onNews();
      },
      onConnected: (connection) => {
        listen(connection);
        events.onBack();
      },
      onLost: events.onLost,
    });
  }

  get connected(): boolean {
    return this.link.current !== undefined;
  }

  /** What it says now. Rejects with its error, or with UnansweredError after at most twice the patience. */
  async ask(signal: AbortSignal): Promise<SentinelAnswer> {
    const connection = await this.link.ready({ timeout: this.patience, signal });
    const asked = questions(this.primaryName).map((words) => connection.request(words));
    const replies = await Promise.all(asked.map((reply) => reply.catch(errorReply)));
    const answer = answerOf(replies, this.id);
    this.id = answer.id;
    return answer;
  }

  close(): Promise<void> {
    return this.link.close(closingLimit);
  }

  /** Whether a message is of this primary and of one of the two kinds below. */
  private isNews([kind, channel, message]: readonly Reply[]): boolean {
    if (kind !== 'message' || typeof message !== 'string') return false;
    if (channel === switched) return message.startsWith(`${this.primaryName} `);
    return channel === promoting && message.includes(` @ ${this.primaryName} `);
  }
}

/** `<name> <old ip> <old port> <new ip> <new port>` */
const switched = '+switch-master';

/** The leader of a failover has told a replica to be primary: `slave <name> <ip> <port> @ <name> <old ip> <old port>`. */
const promoting = '+failover-state-wait-promotion';

function listen(connection: Connection): void {
  if (connection.protocol === 2) return;
  for (const channel of [switched, promoting])
    connection.send(['SUBSCRIBE', channel], ignore, (error) => {
      // It may not be listened to, for lack of a right; it still answers.
      if (!(error instanceof ReplyError)) void connection.destroy(error);
    });
}

/** One refused question (a right that is missing) spoils no other. */
function errorReply(error: unknown): ReplyError {
  if (error instanceof ReplyError) return error;
  throw error;
}

const ignore = (): void => undefined;

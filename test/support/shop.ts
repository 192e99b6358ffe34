import {
  createSentinelClient,
  type SentinelClient,
  type SentinelClientOptions,
} from '../../src/redis/index.ts';
import { FakeNode, FakeSentinel, type At, type Saying } from './fake-sentinels.ts';

/** Nodes and Sentinels over real sockets, and what follows them, all closed at the end. */
export class Shop implements AsyncDisposable {
  readonly reports: string[] = [];
  private readonly stack = new AsyncDisposableStackOf();

  async node(role: FakeNode['role']): Promise<FakeNode> {
    return this.stack.use(await FakeNode.being(role));
  }

  async sentinel(id: string, saying: Saying, port = 0): Promise<FakeSentinel> {
    return this.stack.use(await FakeSentinel.saying(saying, id, port));
  }

  /** Three that say the same. */
  async sentinels(primary: At, epoch = 1): Promise<[FakeSentinel, FakeSentinel, FakeSentinel]> {
    const saying = { primary, epoch };
    return [
      await this.sentinel('a', saying),
      await this.sentinel('b', saying),
      await this.sentinel('c', saying),
    ];
  }

  /** A client with short patience, that looks around of itself only when a test wants it. */
  client(sentinels: readonly FakeSentinel[], options: Partial<SentinelClientOptions> = {}): SentinelClient {
    return this.stack.use(
      createSentinelClient({
        primaryName: 'shop',
        sentinels: sentinels.map(({ at }) => at),
        announce: false,
        patience: 150,
        connectTimeout: 150,
        stall: 200,
        ackTimeout: 100,
        refresh: 60_000,
        backoff: { first: 5, longest: 30 },
        onReport: ({ kind, message }) => this.reports.push(`${kind}: ${message}`),
        ...options,
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAll();
  }
}

/** Node 20 has none of its own. */
class AsyncDisposableStackOf {
  private readonly all: AsyncDisposable[] = [];

  use<T extends AsyncDisposable>(one: T): T {
    this.all.push(one);
    return one;
  }

  async disposeAll(): Promise<void> {
    for (const one of this.all.toReversed()) await one[Symbol.asyncDispose]();
  }
}

/** Waits until it holds; a test that waits in vain ends at its own limit, with what it waited for. */
export async function until(what: string, holds: () => boolean, limit = 3000): Promise<void> {
  const end = performance.now() + limit;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${String(limit)} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Waits until a client uses a port. */
export async function usesPort(client: SentinelClient, port: number): Promise<void> {
  const uses = (): boolean => {
    const endpoint = client.connection?.endpoint;
    return endpoint !== undefined && 'port' in endpoint && endpoint.port === port;
  };
  await until(`it to use port ${String(port)}`, uses);
}

/** The port that a client uses. */
export async function portOf(client: SentinelClient): Promise<number> {
  const { endpoint } = await client.ready();
  return 'port' in endpoint ? endpoint.port : 0;
}

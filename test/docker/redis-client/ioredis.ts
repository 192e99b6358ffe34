import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Tier } from '../redis/tier.ts';

/** ioredis as the bundle's clients/ioredis.mjs sets it up: it knows of a switchover what the Sentinels tell. */
export async function sentinelOnlyClient(tier: Tier): Promise<Redis> {
  const password = await tier.password('app');
  const client = new Redis({
    sentinels: tier.sentinels.map((name) => tier.endpoint(name)),
    name: tier.primaryName,
    role: 'master',
    username: 'app',
    password,
    sentinelUsername: 'app',
    sentinelPassword: password,
    connectTimeout: 800,
    commandTimeout: 1500,
    sentinelCommandTimeout: 500,
    retryStrategy: (attempt) => Math.min(50 * attempt, 250),
    sentinelRetryStrategy: (attempt) => Math.min(50 * attempt, 250),
    failoverDetector: true,
    sentinelReconnectStrategy: () => 1000,
    reconnectOnError: (error) => (/^(READONLY|MASTERDOWN|LOADING)/.test(error.message) ? 2 : false),
  });
  client.on('error', () => undefined);
  return client;
}

/** Writes one key after the other through ioredis; what is rejected is counted and not tried again. */
export class PlainWriter {
  readonly acked: number[] = [];
  rejected = 0;
  private readonly client: Redis;
  private readonly running: Promise<void>;
  private stopped = false;

  constructor(client: Redis) {
    this.client = client;
    this.running = this.run();
  }

  gapSince(from: number): number {
    const times = [from, ...this.acked.filter((at) => at > from)];
    return Math.max(0, ...times.slice(1).map((at, index) => at - times[index]!));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    this.client.disconnect();
  }

  private async run(): Promise<void> {
    for (let id = 0; !this.stopped; id++) {
      await this.client.set(`plain:${String(id)}`, id).then(
        () => this.acked.push(performance.now()),
        () => this.rejected++,
      );
      await sleep(10);
    }
  }
}

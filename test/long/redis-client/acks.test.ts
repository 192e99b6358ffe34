import { loadavg } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import {
  createConnection,
  createSentinelClient,
  type Ack,
  type SentinelClient,
} from '../../../src/redis/index.ts';
import { buildImage } from '../../docker/redis/images.ts';
import { Tier } from '../../docker/redis/tier.ts';

/** `ACK_ROUNDS=7 npx vitest run --project long test/long/redis-client/acks.test.ts` gives the numbers. */
const rounds = Number(process.env['ACK_ROUNDS'] ?? 1);

/** ms for one measurement. */
const span = 1500;

const value = 'v'.repeat(64);
const build = (index: number) => ['SET', `k${String(index % 20_000)}`, value];

beforeAll(() => buildImage('redis'));

test('what an acknowledgement costs, and how far replicas fall behind', { timeout: 600_000 }, async () => {
  await using tier = await Tier.started('redis', { prefix: 'rs', failover: 'balanced' });
  await tier.whole();
  await using bounded = await clientOf(tier, 4 * 1024 * 1024);
  await using free = await clientOf(tier, 0);
  await using lag = await Lag.of(tier);
  const rates = new Map<string, number[]>();
  const note = async (name: string, run: () => Promise<number>): Promise<void> => {
    lag.reset();
    const rate = await run();
    rates.set(name, [...(rates.get(name) ?? []), rate]);
    rates.set(`${name}, MB behind`, [...(rates.get(`${name}, MB behind`) ?? []), lag.most / 1e6]);
    await lag.none();
  };
  for (let round = 0; round < rounds; round++) {
    for (const size of [1024, 4096, 65_536])
      for (const ack of ['primary', 'replica'] as const)
        await note(`${ack}, batches of ${String(size)}`, () => rateOf(bounded, ack, size));
    await note('unbounded, batches of 65536', () => rateOf(free, 'primary', 65_536));
    await note('one by one, 256 at a time, primary', () => singles(bounded, 'primary'));
    await note('one by one, 256 at a time, replica', () => singles(bounded, 'replica'));
  }
  const median = (name: string): number => {
    const sorted = (rates.get(name) ?? []).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  for (const name of rates.keys())
    console.log(
      `${name}: ${name.endsWith('behind') ? median(name).toFixed(1) : String(Math.round(median(name)))}`,
    );
  for (const size of [1024, 4096, 65_536]) {
    const pairs = (rates.get(`replica, batches of ${String(size)}`) ?? []).map(
      (rate, at) => rate / (rates.get(`primary, batches of ${String(size)}`)?.[at] ?? 1),
    );
    const [middle = 0] = pairs.toSorted((a, b) => a - b).slice(Math.floor(pairs.length / 2));
    console.log(
      `replica / primary, batches of ${String(size)}: ${middle.toFixed(2)}; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
    );
  }
  // The replicas' output buffers end at 64 MB: whoever is kept a quarter of that away is never cut off.
  expect(median('primary, batches of 65536, MB behind')).toBeLessThan(16);
});

async function clientOf(tier: Tier, replicaLag: number): Promise<SentinelClient> {
  const login = { username: 'app', password: await tier.password('app') };
  const client = createSentinelClient({
    primaryName: tier.primaryName,
    sentinels: tier.sentinels.map((name) => tier.endpoint(name)),
    sentinel: login,
    ...login,
    replicaLag,
    stall: 5000,
    ackTimeout: 2000,
  });
  await client.ready();
  return client;
}

/** Acknowledged writes a second, one batch after the other. */
async function rateOf(client: SentinelClient, ack: Ack, size: number): Promise<number> {
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < span) {
    const { ok, firstFail, firstUnknown } = await client.attemptBatch(size, build, { ack });
    if (ok !== size) throw new Error('not all were acknowledged', { cause: firstFail ?? firstUnknown });
    count += size;
  }
  return (count / (performance.now() - began)) * 1000;
}

/** The same, a promise for each command, always as many on their way. */
async function singles(client: SentinelClient, ack: Ack): Promise<number> {
  const began = performance.now();
  let count = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - began < span) {
      const { outcome } = await client.attempt(build(count++), { ack });
      if (outcome !== 'ok') throw new Error(`a write is ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: 256 }, worker));
  return (count / (performance.now() - began)) * 1000;
}

/** Looks how many bytes of the primary's stream its replicas lack, by asking all of them at the same time. */
class Lag implements AsyncDisposable {
  most = 0;
  private now = 0;
  private readonly look: () => Promise<number>;
  private readonly end: () => Promise<void>;
  private readonly timer: NodeJS.Timeout;

  private constructor(look: () => Promise<number>, end: () => Promise<void>) {
    this.look = look;
    this.end = end;
    this.timer = setInterval(() => {
      void this.measure();
    }, 50);
  }

  static async of(tier: Tier): Promise<Lag> {
    const login = { username: 'app', password: await tier.password('app') };
    const connections = await Promise.all(
      tier.nodes.map((name) => createConnection({ ...login, endpoint: tier.endpoint(name) })),
    );
    const look = async (): Promise<number> => {
      const infos = await Promise.all(connections.map((one) => one.command('INFO', 'replication')));
      const field = (name: string) =>
        infos.map((info) =>
          Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(typeof info === 'string' ? info : '')?.[1] ?? NaN),
        );
      const replicas = field('slave_repl_offset').filter((offset) => !Number.isNaN(offset));
      return Math.max(...field('master_repl_offset')) - Math.min(...replicas);
    };
    return new Lag(look, async () => {
      await Promise.all(connections.map((one) => one.destroy()));
    });
  }

  reset(): void {
    this.most = 0;
  }

  /** Until the replicas have everything, so that one measurement does not pay for the one before. */
  async none(): Promise<void> {
    while ((await this.measure()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
    await this.end();
  }

  private async measure(): Promise<number> {
    this.now = await this.look();
    this.most = Math.max(this.most, this.now);
    return this.now;
  }
}

import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { buildImage } from '../../docker/redis/images.ts';
import { Tier } from '../../docker/redis/tier.ts';
import { followingClient } from '../../docker/redis-client/following.ts';
import { PlainWriter, sentinelOnlyClient } from '../../docker/redis-client/ioredis.ts';
import { losses, Writer } from '../../docker/redis-client/writer.ts';

/** `SWITCHOVERS=20 npx vitest run --project long test/long/redis-client/switchover.test.ts` gives the numbers. */
const rounds = Number(process.env['SWITCHOVERS'] ?? 3);

/** ms from one to the next: as long as the Sentinels need to hear of it. */
const between = 4000;

beforeAll(() => buildImage('redis'));

test(
  `${String(rounds)} planned switchovers: no write fails or is lost`,
  { timeout: 120_000 + rounds * 60_000 },
  async () => {
    await using tier = await Tier.started('redis', { prefix: 'rs', failover: 'fast' });
    await using client = await followingClient(tier);
    const writers = [new Writer(client, 'primary'), new Writer(client, 'replica')];
    const plain = new PlainWriter(await sentinelOnlyClient(tier));
    const gaps: [ours: number, replicas: number, sentinelOnly: number][] = [];
    try {
      for (let round = 0; round < rounds; round++) {
        const primary = await tier.whole(60);
        await Promise.all(writers.map((writer) => writer.worksSince(performance.now(), 10)));
        const began = performance.now();
        expect(await tier.handOver(primary)).toMatch(/redis-\d is the primary now/);
        const took = performance.now() - began;
        await sleep(between);
        const [ours = 0, replicas = 0] = writers.map((writer) => writer.gapSince(began));
        gaps.push([ours, replicas, plain.gapSince(began)]);
        const words = [ours, replicas, plain.gapSince(began), took].map((ms) => ms.toFixed(0));
        console.log(
          `${String(round + 1)}: ours ${words[0] ?? ''} ms, with a replica ${words[1] ?? ''} ms, Sentinel only ${words[2] ?? ''} ms; hand-over ${words[3] ?? ''} ms; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
        );
      }
    } finally {
      await Promise.all([...writers, plain].map((writer) => writer.stop()));
    }
    for (const [index, name] of ['ours', 'with a replica', 'Sentinel only'].entries()) {
      const sorted = gaps.map((gap) => gap[index] ?? 0).sort((a, b) => a - b);
      const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
      console.log(`${name}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`);
    }
    console.log(`Sentinel only: ${String(plain.rejected)} writes rejected`);
    for (const writer of writers) {
      const { lost, counted } = await losses(client, writer);
      const { ok, unknown } = writer.counter;
      console.log(
        `${writer.ack}: ${String(writer.acked.length)} written, ${String(writer.unknown.length)} unknown; INCR ${String(ok)} acknowledged, ${String(unknown)} unknown, counted ${String(counted)}`,
      );
      expect(lost).toEqual([]);
      expect(writer.failed).toEqual([]);
      expect(counted).toBeGreaterThanOrEqual(ok);
      expect(counted).toBeLessThanOrEqual(ok + unknown);
    }
  },
);

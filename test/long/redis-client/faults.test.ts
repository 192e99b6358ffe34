import { loadavg } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { buildImage } from '../../docker/redis/images.ts';
import { Tier } from '../../docker/redis/tier.ts';
import { faults } from '../../docker/redis-client/faults.ts';
import { followingClient } from '../../docker/redis-client/following.ts';
import { losses, Writer } from '../../docker/redis-client/writer.ts';

/**
 * How many faults in a row: one of each kind unless said. The numbers in the documentation come from
 * `FAULT_ROUNDS=100 npx vitest run --project long test/long/redis-client/faults.test.ts`.
 */
const rounds = Number(process.env['FAULT_ROUNDS'] ?? faults.length);

/** s for writing to come back by itself. A lost election alone costs 20 (twice the failover-timeout). */
const patience = 45;

beforeAll(() => buildImage('redis'));

test(
  `one client survives ${String(rounds)} faults in a row without help`,
  { timeout: 120_000 + rounds * 90_000 },
  async () => {
    await using tier = await Tier.started('redis', { prefix: 'rs', failover: 'fast' });
    const reports: string[] = [];
    await using client = await followingClient(tier, ({ kind, message }) => {
      reports.push(`${performance.now().toFixed(0)} ${kind}: ${message}`);
    });
    // A WAITAOF takes a second, and what follows it on its connection waits as long: it has a client of its own.
    await using patient = await followingClient(tier);
    const writers = [
      new Writer(client, 'primary'),
      new Writer(client, 'replica'),
      new Writer(patient, 'fsync'),
    ];
    const all = new Map<string, readonly number[]>();
    for (let round = 0; round < rounds; round++) {
      const fault = faults[round % faults.length]!;
      const primary = await tier.whole(90);
      await Promise.all(writers.map((writer) => writer.worksSince(performance.now(), patience)));
      const began = performance.now();
      const mend = await fault.inject(tier, primary);
      const injected = performance.now();
      const since = fault.survivable ? began : injected;
      if (!fault.survivable) await mend();
      try {
        await Promise.all(writers.map((writer) => writer.worksSince(injected, patience)));
      } catch (error) {
        throw new Error(`round ${String(round)}, ${fault.name}:\n${reports.slice(-30).join('\n')}`, {
          cause: error,
        });
      }
      const gaps = writers.map((writer) => writer.gapSince(since));
      if (fault.survivable) await mend();
      await tier.whole(90);
      const mended = writers.map((writer) => writer.gapSince(performance.now() - 3000));
      console.log(row(round, fault.name, gaps, mended));
      all.set(fault.name, [...(all.get(fault.name) ?? []), gaps[1] ?? 0]);
    }
    console.log(
      `survived ${String(rounds)} of ${String(rounds)} without help; gaps between writes that a replica has:`,
    );
    for (const [name, gaps] of all) console.log(`${name.padEnd(16)} ${spread(gaps)}`);
    for (const writer of writers) await writer.stop();
    const found = await Promise.all(writers.map((writer) => losses(client, writer)));
    for (const [index, writer] of writers.entries()) {
      const { lost, counted } = found[index]!;
      const { ok, unknown } = writer.counter;
      console.log(
        `${writer.ack}: ${String(writer.acked.length)} acknowledged, ${String(lost.length)} lost, ` +
          `${String(writer.unknown.length)} unknown, ${String(writer.failed.length)} failed; ` +
          `INCR ${String(ok)} acknowledged, ${String(unknown)} unknown, counted ${String(counted)}`,
      );
      expect(writer.failed).toEqual([]);
      // What only the primary had may be gone with it; that is what the other levels are for.
      if (writer.ack !== 'primary') expect(lost).toEqual([]);
      if (writer.ack !== 'primary') expect(counted).toBeGreaterThanOrEqual(ok);
      expect(counted).toBeLessThanOrEqual(ok + unknown);
    }
  },
);

function row(round: number, name: string, gaps: readonly number[], mended: readonly number[]): string {
  const seconds = (all: readonly number[]) => all.map((gap) => (gap / 1000).toFixed(2)).join(' ');
  const [load = 0] = loadavg();
  return `${String(round + 1).padStart(3)} ${name.padEnd(16)} gap s (primary, replica, fsync): ${seconds(gaps)}; while mended: ${seconds(mended)}; load ${load.toFixed(1)}`;
}

function spread(gaps: readonly number[]): string {
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number) => ((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000).toFixed(2);
  return `median ${at(0.5)} s, p95 ${at(0.95)} s, longest ${at(1)} s of ${String(sorted.length)}`;
}

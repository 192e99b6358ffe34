import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DisasterReport } from '../../src/report/disaster/report.ts';
import { fillKafka, fillRedis, numbersIn, SteadyWriter } from '../support/backup-load.ts';
import { TestStack } from '../support/stack.ts';

const name = 'disaster-test';
/** One is enough to see that it works; the numbers of a release are of ten. */
const runs = Number(process.env['DISASTER_RUNS'] ?? 1);
const keys = 250_000;
const records = 1_000_000;

const spec = `name: ${name}
nginx: false
apps: false
kafka: { topics: { orders: 3 } }
`;

interface Taken {
  readonly id: string;
  readonly milliseconds: number;
  readonly manifest: { readonly kafka: { readonly added: number } };
}

interface Listed {
  readonly backups: readonly { readonly id: string; readonly bytes: number; readonly addedBytes: number }[];
}

/**
 * Load, a backup, more load, and then everything that holds data is destroyed and brought back. The recovery time is from
 * the destroyed volumes to the proven ones, the loss is what was written after the backup: exactly that.
 */
describe(`a disaster, with ${String(keys)} keys and ${String(records)} records`, () => {
  const stack = TestStack.fromSpec(name, spec);
  const seen: string[] = [];

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    const redis = await stack.redis();
    await fillRedis(redis, 'first', keys);
    redis.disconnect();
    await fillKafka(await stack.kafka(), 'orders', 0, records);
  }, 900_000);
  afterAll(async () => {
    console.log(seen.join('\n'));
    await stack[Symbol.asyncDispose]();
  });

  async function good<T>(...words: string[]): Promise<T> {
    const { exitCode, stdout, all } = await stack.holdfast(...words, '--json');
    expect(exitCode, all).toBe(0);
    return JSON.parse(stdout) as T;
  }

  async function failovers(): Promise<string> {
    const { stdout } = await stack.compose(
      'exec',
      '-T',
      'sentinel-1',
      'bash',
      '-c',
      'grep config-epoch /var/lib/sentinel/sentinel.conf',
    );
    return stdout;
  }

  it('a backup under 2,000 writes a second: how long, and what the writers feel', async () => {
    const redis = await stack.redis();
    const writer = new SteadyWriter(redis, 2000);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    writer.take();
    await new Promise((resolve) => setTimeout(resolve, 8000));
    const alone = writer.take();
    const before = await failovers();
    const taken = await good<Taken>('backup');
    const beside = writer.take();
    await writer.stop();
    redis.disconnect();
    expect(await failovers()).toBe(before);
    seen.push(
      `backup of all: ${(taken.milliseconds / 1000).toFixed(1)} s; p99 of writes ${beside.p99.toFixed(1)} ms (${String(beside.count)}), without it ${alone.p99.toFixed(1)} ms (${String(alone.count)})`,
    );
    expect(taken.milliseconds).toBeLessThan(60_000);
  });

  it('10,000 more records, and then nothing new', async () => {
    await fillKafka(await stack.kafka(), 'orders', records, 10_000);
    const taken = await good<Taken & { timings: Record<string, number> }>('backup');
    expect(taken.manifest.kafka.added).toBe(10_000);
    const again = await good<Taken>('backup');
    const { backups } = await good<Listed>('backups');
    const [whole, last] = [backups.at(0), backups.at(-1)];
    expect(last?.id).toBe(again.id);
    const share = (last?.addedBytes ?? 0) / (whole?.addedBytes ?? 1);
    seen.push(
      `incremental of 10,000: kafka ${String(taken.timings['kafka'])} ms, all ${(taken.milliseconds / 1000).toFixed(1)} s; ` +
        `a backup of unchanged data adds ${(share * 100).toFixed(2)} %`,
    );
    expect(share).toBeLessThan(0.02);
  });

  it.each(Array.from({ length: runs }, (_, run) => run + 1))(
    'run %i: destroyed and brought back',
    async (run) => {
      const { id } = await good<Taken>('backup');
      const kafka = await stack.kafka();
      const before = (await numbersIn(kafka, 'orders')).sort((a, b) => a - b);
      const redis = await stack.redis();
      const count = await redis.dbsize();
      await fillRedis(redis, `later${String(run)}`, 500);
      redis.disconnect();
      await fillKafka(kafka, 'orders', 2_000_000 + run * 1000, 700);

      await destroy();
      const restored = await good<{ timings: { proven: number; all: number } }>('restore', id, '--yes', name);

      const after = (await numbersIn(await stack.kafka(), 'orders')).sort((a, b) => a - b);
      const client = await stack.redis();
      expect(await client.dbsize()).toBe(count);
      expect((await client.keys(`later${String(run)}:*`)).length).toBe(0);
      client.disconnect();
      // As texts: a difference in a million numbers would be printed for minutes.
      expect(after.length).toBe(before.length);
      expect(after.every((number, index) => number === before[index])).toBe(true);
      seen.push(
        `run ${String(run)}: RTO ${(restored.timings.proven / 1000).toFixed(1)} s to proven, ${(restored.timings.all / 1000).toFixed(1)} s to all up; RPO 500 keys and 700 records, all that was written after the backup`,
      );
    },
    900_000,
  );

  it('the same as a drill: every record compared, and all that was there before is there', async () => {
    const before = (await numbersIn(await stack.kafka(), 'orders')).length;
    const report = await good<DisasterReport>('drill', 'disaster', '--seconds', '5', '--yes', name);
    expect(report.verdicts.filter((verdict) => !verdict.good)).toEqual([]);
    expect(report.outcome).toBe('passed');
    expect(report.tiers.map(({ tier }) => tier).sort()).toEqual(['kafka', 'redis']);
    expect((await numbersIn(await stack.kafka(), 'orders')).length).toBe(before);
    const redis = await stack.redis();
    expect(await redis.keys('holdfast:drill:*')).toEqual([]);
    redis.disconnect();
    seen.push(
      `drill disaster: RTO ${(report.rto.proven / 1000).toFixed(1)} s, RPO ${(report.rpo.age / 1000).toFixed(1)} s and ${String(report.rpo.records)} records`,
    );
  }, 900_000);

  /** Every container and every data volume of this stack, by label; what holds the backups stays. */
  async function destroy(): Promise<void> {
    await stack.compose('kill');
    await stack.compose('down', '--timeout', '0');
    const filters = ['--filter', `label=holdfast.stack=${name}`];
    const { stdout } = await execa('docker', ['volume', 'ls', '-q', ...filters]);
    const volumes = stdout.split('\n').filter((volume) => volume !== `${name}-backup`);
    await execa('docker', ['volume', 'rm', ...volumes]);
  }
});

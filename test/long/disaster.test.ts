import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DisasterReport } from '../../src/report/disaster/report.ts';
import { fillKafka, fillRedis, numbersIn } from '../support/backup-load.ts';
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

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savedSpec, savedStack, startSaved } from '../support/saved-stack.ts';
import { TestStack } from '../support/stack.ts';

interface Taken {
  readonly id: string;
  readonly timings: Readonly<Record<string, number>>;
  readonly manifest: { readonly redis: { readonly aof?: { readonly reach: Reach; readonly bytes: number } } };
}

interface Reach {
  readonly from: string;
  readonly to: string;
}

interface Restored {
  readonly id: string;
  readonly at: string;
}

interface Listed {
  readonly backups: readonly { readonly id: string; readonly reach?: Reach }[];
}

type Values = Readonly<Record<string, string | null>>;

/** What Redis held at the end of each second, since the epoch. */
type Course = Map<number, Values>;

const second = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
const now = (): number => Math.floor(Date.now() / 1000);

/**
 * Keys are written in the middle of a second, and never around its end, so that it is known to the key what each second
 * ended with. Then something goes wrong, and any second before it must come back exactly.
 */
describe.each(['redis', 'valkey'])('any second of a backup comes back exactly: %s', (engine) => {
  const name = `point-in-time-${engine}-test`;
  const stack = TestStack.fromSpec(name, savedSpec(name).replace('redis: {', `redis: { engine: ${engine},`));
  const { good, refused, redisValues, writeKafka, records } = savedStack(stack);
  const course: Course = new Map();
  let number = 0;
  let mistake = 0;
  let first: Taken;
  let before: string[];

  beforeAll(async () => {
    await startSaved(stack);
    await writeKafka('kept');
    before = await records();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  /** From 200 to 700 ms after a second's beginning; resolves in its last 200 ms. */
  async function inTheMiddle(work: (redis: Awaited<ReturnType<TestStack['redis']>>) => Promise<unknown>) {
    const redis = await stack.redis();
    await redis.ping();
    await sleep(1200 - (Date.now() % 1000));
    await work(redis);
    await redis.wait(1, 1000);
    const at = now();
    expect(Date.now() % 1000, 'the writes took too long for this test').toBeLessThan(900);
    redis.disconnect();
    return at;
  }

  /** Some keys more, one changed, one removed, one with an expiry far ahead. */
  async function steps(seconds: number): Promise<void> {
    for (let step = 0; step < seconds; step += 1) {
      const at = await inTheMiddle(async (redis) => {
        const pipeline = redis.multi().set('last', String(number));
        for (const end = number + 20; number < end; number += 1)
          pipeline.set(`n:${String(number)}`, String(number));
        await pipeline
          .del(`n:${String(number - 15)}`)
          .set(`e:${String(number)}`, 'x', 'EX', 86_400)
          .exec();
      });
      course.set(at, await redisValues());
    }
  }

  async function restoredTo(at: number, ...words: string[]): Promise<Restored> {
    const outcome = await good<Restored>('restore', ...words, '--at', second(at), '--yes', name);
    expect(outcome.at).toBe(second(at));
    const values = await redisValues();
    expect(Object.keys(values).length).toBe(Object.keys(course.get(at) ?? {}).length);
    expect(values).toEqual(course.get(at));
    return outcome;
  }

  it('keys are overwritten and all of them removed by mistake; the last second before, and others, come back', async () => {
    await steps(8);
    await inTheMiddle((redis) => redis.mset('n:1', 'wrong', 'n:2', 'wrong', 'last', 'wrong'));
    mistake = await inTheMiddle((redis) => redis.flushdb());
    course.set(mistake, {});
    await sleep(1100);
    first = await good<Taken>('backup');
    const { reach } = first.manifest.redis.aof ?? {};
    expect(reach?.to && reach.to > second(mistake)).toBe(true);
    const written = [...course.keys()].filter((at) => at !== mistake);
    expect(reach?.from && reach.from <= second(written[0] ?? 0)).toBe(true);
    await good('backup', '--verify', first.id);
    // The last one before, one in the middle, and the mistake itself.
    for (const at of [written.at(-1) ?? 0, written[3] ?? 0, mistake]) await restoredTo(at);
    await restoredTo(written.at(-1) ?? 0);
  });

  it('Kafka was left as it is', async () => {
    expect(await records()).toEqual(before);
  });

  it('a second backup reaches what came since the restore, and claims nothing of the time before it', async () => {
    const back = now();
    await steps(3);
    const written = [...course.keys()].at(-2) ?? 0;
    await inTheMiddle((redis) => redis.flushdb());
    await sleep(1100);
    const second_ = await good<Taken>('backup');
    const { backups } = await good<Listed>('backups');
    const [a, b] = backups;
    expect(b?.id).toBe(second_.id);
    // The base of its AOF is older data under a newer date: what was between the two was something else.
    expect(a?.reach && b?.reach && b.reach.from > second(mistake) && b.reach.from <= second(back)).toBe(true);
    expect((await restoredTo(written)).id).toBe(second_.id);
    // Of the time before, the first one still knows.
    const old = [...course.keys()][5] ?? 0;
    expect((await restoredTo(old, first.id)).id).toBe(first.id);
    expect((await restoredTo(old)).id).toBe(first.id);
  });

  it('what cannot be reached is refused, with what can be, and nothing is changed', async () => {
    const values = await redisValues();
    const early = await refused('restore', '--at', '2020-01-01 00:00', '--yes', name);
    expect(early).toMatchObject({ code: 'no', message: 'no backup reaches 2020-01-01 00:00:00 UTC exactly' });
    expect(JSON.stringify(early)).toContain(`any second from `);
    const late = await refused('restore', '--at', second(now() - 1), '--yes', name);
    expect(late).toMatchObject({ code: 'no' });
    expect(JSON.stringify(late)).toContain('the last backup before it is');
    for (const words of [
      ['--at', 'noon'],
      ['--at', '2999-01-01 00:00'],
      ['--at', '1 minute ago', '--only', 'kafka'],
    ])
      expect(await refused('restore', ...words, '--yes', name)).toMatchObject({ code: 'usage' });
    expect(await redisValues()).toEqual(values);
  });
});

import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../../src/components/redis/drill/workload/answer.ts';
import { holding, longestHold } from '../../../../src/components/redis/drill/workload/courses.ts';
import { Lane } from '../../../../src/components/redis/drill/workload/lane.ts';
import {
  lease,
  lockKeys,
  redisLock,
  type Lock,
} from '../../../../src/components/redis/drill/workload/lock.ts';
import { lockWorkers, streamPlans } from '../../../../src/components/redis/drill/workload/streams.ts';
import { redisSchema } from '../../../../src/components/redis/schema.ts';
import { overlapsOf, ungrownOf } from '../../../../src/drill/checkers/lock.ts';
import type { Operation } from '../../../../src/drill/history.ts';
import { streamOf } from '../../../drill/histories.ts';
import { FakeClock } from './fake-clock.ts';

const plan = streamPlans(redisSchema.parse({}), 1).find(({ name }) => name === 'lock');

/** A server that answers after 2 ms. `forgets`: it gives the lock to whoever asks, as one that lost the key would. */
class Server {
  holder: string | undefined;
  fence = 0;
  readonly given: string[] = [];
  readonly #clock: FakeClock;
  readonly #forgets: (time: number) => boolean;

  constructor(clock: FakeClock, forgets: (time: number) => boolean = () => false) {
    this.#clock = clock;
    this.#forgets = forgets;
  }

  readonly lock: Lock = {
    key: 'lock',
    take: async (token) => {
      await this.#travel();
      const free = this.holder === undefined || this.#forgets(this.#clock.now());
      if (free) this.holder = token;
      const value = free ? (this.fence += 1) : 0;
      await this.#travel();
      return { outcome: 'ok', value };
    },
    giveBack: (token) => {
      this.given.push(token);
      this.#clock.after(1, () => {
        if (this.holder === token) this.holder = undefined;
      });
    },
  };

  #travel(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(1, resolve);
    });
  }
}

/** All workers as the load has them, for so long. */
async function compete(length: number, forgets?: (time: number) => boolean) {
  const clock = new FakeClock();
  const server = new Server(clock, forgets);
  const seen: Operation[] = [];
  for (let lane = 0; lane < lockWorkers; lane += 1)
    new Lane({
      clock,
      course: holding(server.lock, String(lane), clock),
      pen: (operation) => seen.push({ ...operation, end: operation.end ?? clock.now() }),
      interval: () => plan?.pace ?? 0,
      at: lane * (plan?.facts.interval ?? 0),
      patience: 2000,
    });
  await clock.to(length);
  return { seen, given: server.given };
}

describe('two workers that want one lock', () => {
  test('each gets it, each finds it taken, and never both have it', async () => {
    const { seen, given } = await compete(10_000);
    const stream = streamOf(seen, { kind: 'lock' });
    const taken = seen.filter(({ held }) => held !== undefined);
    for (const worker of ['0.', '1.'])
      expect(given.filter((token) => token.startsWith(worker)).length).toBeGreaterThan(15);
    expect(seen.filter(({ value }) => value === 0).length).toBeGreaterThan(10);
    expect(seen.every(({ outcome }) => outcome === 'ok')).toBe(true);
    expect(new Set(taken.map(({ value }) => value)).size).toBe(taken.length);
    expect(taken.every(({ held, end }) => held?.from === end && held.to - held.from >= 110)).toBe(true);
    expect(overlapsOf(stream)).toEqual([]);
    expect(ungrownOf(stream)).toEqual([]);
  });

  test('of a server that forgot who has it is found out', async () => {
    const { seen } = await compete(10_000, (time) => time > 5000 && time < 5200);
    expect(overlapsOf(streamOf(seen, { kind: 'lock' })).length).toBeGreaterThan(0);
  });
});

describe('a worker', () => {
  const hold = async (answer: Answer, takes: number) => {
    const clock = new FakeClock();
    const given: string[] = [];
    const lock: Lock = {
      key: 'lock',
      take: () =>
        new Promise((resolve) => {
          clock.after(takes, () => {
            resolve(answer);
          });
        }),
      giveBack: (token) => given.push(token),
    };
    let got: Answer | undefined;
    void holding(lock, '1', clock)
      .begin()
      .answer.then((one) => (got = one));
    await clock.to(takes + longestHold);
    return { got, given };
  };

  test('gives back what it took, when it has worked', async () => {
    const { got, given } = await hold({ outcome: 'ok', value: 3 }, 2);
    expect(got).toEqual({ outcome: 'ok', value: 3, held: { from: 2, to: 112 } });
    expect(given).toEqual(['1.1']);
  });

  test('holds nothing longer than its lease, which counts from before it asked', async () => {
    const { got } = await hold({ outcome: 'ok', value: 3 }, lease - 50);
    expect(got?.held).toEqual({ from: lease - 50, to: lease });
    const late = await hold({ outcome: 'ok', value: 3 }, lease + 50);
    expect(late.got?.held).toEqual({ from: lease + 50, to: lease + 50 });
  });

  test('gives back what it may have taken without an answer, and holds nothing', async () => {
    const { got, given } = await hold({ outcome: 'info', why: 'time-out' }, 2);
    expect(got).toEqual({ outcome: 'info', why: 'time-out' });
    expect(given).toEqual(['1.1']);
  });

  test.each<Answer>([
    { outcome: 'ok', value: 0 },
    { outcome: 'fail', why: 'NOREPLICAS' },
  ])('gives nothing back that it did not take: %j', async (answer) => {
    expect(await hold(answer, 2)).toEqual({ got: answer, given: [] });
  });
});

describe('in Redis', () => {
  const attempts: (readonly [readonly unknown[], unknown])[] = [];
  const answering = (reply: 0 | 1 | 7) => {
    attempts.length = 0;
    const attempt = (words: readonly unknown[], options: unknown) => {
      attempts.push([words, options]);
      return Promise.resolve({ outcome: 'ok', reply } as const);
    };
    return redisLock({ attempt }, lockKeys('p'));
  };

  test('it is a key with a life, acknowledged by a replica, and counts up with each taking', async () => {
    expect(await answering(7).take('me')).toEqual({ outcome: 'ok', value: 7 });
    expect(await answering(0).take('me')).toEqual({ outcome: 'ok', value: 0 });
    const [[words, options] = []] = attempts;
    expect(words?.slice(2)).toEqual([2, 'p:lock', 'p:lock:fence', 'me', lease, 86_400]);
    expect(options).toEqual({ ack: 'replica', timeout: 1000 });
  });

  test('it is given back with its token, twice without harm', () => {
    answering(1).giveBack('me');
    const [[words, options] = []] = attempts;
    expect(words?.slice(2)).toEqual([1, 'p:lock', 'me']);
    expect(options).toMatchObject({ idempotent: true });
  });

  test('what failed and what nobody knows is told so', async () => {
    const error = new Error('it was lost');
    const lockOf = (outcome: 'fail' | 'unknown') =>
      redisLock({ attempt: () => Promise.resolve({ outcome, error }) }, lockKeys('p'));
    expect(await lockOf('fail').take('me')).toEqual({ outcome: 'fail', why: 'it was lost' });
    expect(await lockOf('unknown').take('me')).toEqual({ outcome: 'info', why: 'it was lost' });
  });
});

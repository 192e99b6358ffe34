import { describe, expect, test } from 'vitest';
import {
  ourAnswer,
  stockAnswer,
  type Answer,
} from '../../../../src/components/redis/drill/workload/answer.ts';
import { dropping, reading, writing } from '../../../../src/components/redis/drill/workload/courses.ts';
import { KeyChain } from '../../../../src/components/redis/drill/workload/keys.ts';
import type { Course } from '../../../../src/components/redis/drill/workload/lane.ts';

const ok: Answer = { outcome: 'ok' };

describe('a writer', () => {
  test('writes one sequence after the other to one key', async () => {
    expect(await writes([ok, ok, ok])).toEqual(['k.1=1', 'k.1=2', 'k.1=3']);
  });

  test('leaves its key after a write of which nobody knows what became', async () => {
    expect(await writes([ok, { outcome: 'info' }, ok, ok])).toEqual(['k.1=1', 'k.1=2', 'k.2=3', 'k.2=4']);
  });

  test('leaves its key after a refusal, but not one that holds nothing yet', async () => {
    const fail: Answer = { outcome: 'fail' };
    const sent = ['k.1=1', 'k.1=2', 'k.2=3', 'k.2=4', 'k.2=5'];
    expect(await writes([ok, fail, fail, fail, ok])).toEqual(sent);
  });

  test('leaves its key after an answer that took long: it may be another node’s, or of a second try', async () => {
    expect(await writes([ok, ok, ok], [5, 300, 5])).toEqual(['k.1=1', 'k.1=2', 'k.2=3']);
  });

  test('leaves its key now and then in any case', async () => {
    const sent = await writes(Array.from({ length: 201 }, () => ok));
    expect(sent.slice(99, 101)).toEqual(['k.1=100', 'k.2=101']);
    expect(sent.at(-1)).toBe('k.3=201');
  });

  test('remembers every key that it wrote', async () => {
    const chain = new KeyChain('k');
    await play(
      writing(chain, () => Promise.resolve<Answer>({ outcome: 'info' })),
      3,
    );
    expect(chain.all).toEqual(['k.1', 'k.2', 'k.3', 'k.4']);
  });
});

test('the control calls one write acknowledged that it never sent, and leaves its key alone', async () => {
  const sent: string[] = [];
  const store = new Map<string, number>();
  const course = dropping(new KeyChain('k'), (key, value) => {
    sent.push(`${key}=${String(value)}`);
    store.set(key, value);
    return Promise.resolve(ok);
  });
  const told = await play(course, 6);
  expect(sent).toEqual(['k.1=1', 'k.2=3', 'k.2=4', 'k.2=5', 'k.2=6']);
  expect(told.every(({ answer }) => answer.outcome === 'ok')).toBe(true);
  const lost = told.filter(({ key, value }) => (store.get(key) ?? 0) < value);
  expect(lost.map(({ key, value }) => [key, value])).toEqual([['k.1', 2]]);
});

test('a reader reads what is being written just now, one writer’s key after the other', async () => {
  const [one, two] = [new KeyChain('a'), new KeyChain('b')];
  const course = reading([one, two], (key) => Promise.resolve({ outcome: 'ok', value: key.length }));
  const before = await play(course, 2);
  one.renew();
  const after = await play(course, 2);
  expect([...before, ...after].map(({ key }) => key)).toEqual(['a.1', 'b.1', 'a.2', 'b.1']);
});

describe('what an answer is worth', () => {
  test.each([
    [{ outcome: 'ok', reply: 'OK' }, ok],
    [
      { outcome: 'fail', error: new Error('NOREPLICAS no') },
      { outcome: 'fail', why: 'NOREPLICAS no' },
    ],
    [
      { outcome: 'unknown', error: new Error('it was lost') },
      { outcome: 'info', why: 'it was lost' },
    ],
  ] as const)('our client: %j', (outcome, answer) => {
    expect(ourAnswer(outcome)).toEqual(answer);
  });

  test.each([
    ['an OK', 5, 'OK', { outcome: 'ok' }],
    ['a refusal of what was sent once', 5, 'NOREPLICAS no', 'fail'],
    ['a refusal of what may have been sent before', 900, 'READONLY no', 'info'],
    ['a time-out', 5, 'Command timed out', 'info'],
    ['a lost connection', 5, 'Connection is closed.', 'info'],
  ] as const)('a stock client: %s', async (_name, takes, words, expected) => {
    let now = 0;
    const reply = words === 'OK' ? Promise.resolve(words) : Promise.reject(new Error(words));
    const answer = await stockAnswer(
      reply.finally(() => (now = takes)),
      () => now,
    );
    expect(answer).toEqual(typeof expected === 'string' ? { outcome: expected, why: words } : expected);
  });
});

/** The keys and values that a writer sends when it is answered so. */
async function writes(answers: readonly Answer[], took: readonly number[] = []): Promise<string[]> {
  let next = 0;
  const course = writing(new KeyChain('k'), () => Promise.resolve(answers[next++] ?? ok));
  return (await play(course, answers.length, took)).map(({ key, value }) => `${key}=${String(value)}`);
}

async function play(course: Course, times: number, took: readonly number[] = []) {
  const told: { key: string; value: number; answer: Answer }[] = [];
  for (let count = 0; count < times; count += 1) {
    const { key, value, answer } = course.begin();
    const got = await answer;
    told.push({ key, value, answer: got });
    course.ended?.(got, took[count] ?? 5);
  }
  return told;
}

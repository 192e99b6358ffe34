import { expect, test } from 'vitest';
import { benchRedis } from '../../src/commands/bench.ts';

const context = { note: () => undefined, signal: new AbortController().signal };

test.each([
  [{ rounds: '4' }, /at least 5/],
  [{ rounds: 'many' }, /at least 5/],
  [{ only: 'set-256,nothing' }, /no mode nothing/],
  [{ port: '70000' }, /no port/],
])('refuses %j before it starts anything', async (options, message) => {
  await expect(benchRedis(options, context)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message) as string,
  });
});

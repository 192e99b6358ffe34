import { expect, test } from 'vitest';
import { runRestore, type RestoreFlags } from '../../../src/commands/backup/entry.ts';
import type { Invocation } from '../../../src/commands/invocation.ts';

/** Nothing of the stack may be looked at before the words are known to make sense. */
const untouched = new Proxy(
  {},
  {
    get: (_, name) => {
      throw new Error(`${String(name)} was asked for`);
    },
  },
) as never;
const invocation = { directory: '/nowhere', terminal: untouched, words: [] } as unknown as Invocation;

test.each<[RestoreFlags, RegExp]>([
  [{ at: 'yesterday' }, /'yesterday' is no time/],
  [{ at: '2999-01-01 00:00' }, /has not been yet/],
  [{ at: '1 hour ago', only: 'kafka' }, /--at brings back Redis only, not kafka/],
  [{ at: '1 hour ago', from: './repository', key: 'key' }, /--at and --from do not go together/],
  [{ at: '1 hour ago', fromRdb: 'dump.rdb' }, /--at and --from-rdb do not go together/],
])('%j is refused', async (flags, message) => {
  await expect(runRestore(invocation, flags, untouched)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message) as string,
  });
});

import { describe, expect, test } from 'vitest';
import { createConnection, RedisProtocolError, type UnansweredError } from '../../../src/redis/index.ts';
import { FakeRedis } from '../../support/fake-redis.ts';
import { broken } from '../protocol/broken.ts';

describe('a server that does not speak RESP ends its connection, and every command with a named error', () => {
  test.each(broken)('%s', async (_, wire) => {
    await using server = await FakeRedis.listening(([name]) => (name === 'GET' ? wire : undefined));
    let end: Error | undefined;
    const connection = await createConnection({
      endpoint: server.endpoint,
      announce: false,
      // Far above what the test takes: a command that waits for its deadline has hung.
      timeout: 60_000,
      stall: 60_000,
      onEnd: (error) => {
        end = error;
      },
    });
    const commands = await Promise.allSettled(['a', 'b', 'c'].map((key) => connection.command('GET', key)));
    // What was whole before the fault is a reply; everything from there on is lost.
    const last = commands.at(-1);
    expect(last?.status).toBe('rejected');
    for (const one of commands)
      if (one.status === 'rejected') {
        const error = one.reason as UnansweredError;
        expect(error).toMatchObject({ code: 'LOST', sent: true });
        expect(error.cause).toBeInstanceOf(RedisProtocolError);
      }
    expect(end).toBeInstanceOf(RedisProtocolError);
    expect(connection.open).toBe(false);
  });
});

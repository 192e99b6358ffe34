import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConnection } from '../../../src/redis/index.ts';
import { buildImage, RealServer } from '../../docker/redis-client/server.ts';

/** Redis' own limit of one value. */
const most = 512 * 1024 * 1024;

let server: RealServer;

beforeAll(async () => {
  await buildImage();
  server = await RealServer.started();
}, 240_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test('the largest value that Redis takes goes both ways, and one byte more is refused before it is sent', async () => {
  const patient = { endpoint: server.endpoint, timeout: 120_000, stall: 120_000 };
  const connection = await createConnection(patient);
  const value = Buffer.alloc(most, 'holdfast\r\n$5\r\n');
  expect(await connection.command('SET', 'largest', value)).toBe('OK');
  const back = await connection.request(['GET', 'largest'], { shape: 'buffer' });
  expect(value.equals(back as Buffer)).toBe(true);
  await expect(connection.command('SET', 'larger', Buffer.alloc(most + 1))).rejects.toThrow(RangeError);
  expect(await connection.command('STRLEN', 'largest')).toBe(most);
  // A string of V8 is 24 characters shorter.
  await expect(connection.command('GET', 'largest')).rejects.toMatchObject({
    code: 'LOST',
    cause: { name: 'RedisProtocolError', message: expect.stringContaining('ask for a Buffer') as string },
  });
  await connection.destroy();
});

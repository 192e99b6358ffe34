import { Redis } from 'ioredis';
import { beforeAll, expect, test } from 'vitest';
import { buildEndpoint, buildImage } from './images.ts';
import { Tier, until } from './tier.ts';

beforeAll(async () => {
  await buildImage('redis');
  await buildEndpoint();
}, 240_000);

test('the plain address follows the primary through a failover', async () => {
  await using tier = await Tier.started();
  const port = await tier.runEndpoint();
  await until('the endpoint to be healthy', 10, () => tier.endpointHealthy());

  expect(await write(tier, port, 'before')).toBe('OK');
  await tier.kill('redis-1');
  await until(
    'a write through the endpoint after the failover',
    15,
    async () => (await write(tier, port, 'after')) === 'OK',
  );

  const promoted = await tier.primaryOtherThan('redis-1');
  expect(await tier.redis(promoted, 'MGET', 'before', 'after')).toBe('yes\nyes');
}, 120_000);

/** One write over a fresh connection; the error's text when it failed. */
async function write(tier: Tier, port: number, key: string): Promise<string> {
  const password = await tier.password('app');
  const client = new Redis({
    port,
    username: 'app',
    password,
    lazyConnect: true,
    retryStrategy: () => null,
    commandTimeout: 1000,
  });
  client.on('error', () => undefined); // the command itself says what went wrong
  try {
    await client.connect();
    return await client.set(key, 'yes');
  } catch (error) {
    return String(error);
  } finally {
    client.disconnect();
  }
}

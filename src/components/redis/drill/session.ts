import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { PressContext } from '../../../drill/limits/pressure.ts';
import { hostClient } from '../host-client.ts';
import type { RedisSettings } from '../schema.ts';
import { parseInfo, type Info } from './info.ts';

export const mebibyte = 1024 * 1024;

/** A connected client for the time of `work`. */
export async function withClient<T>(
  settings: RedisSettings,
  context: Pick<PressContext, 'plan' | 'engine' | 'secret' | 'signal'>,
  work: (client: Redis) => Promise<T>,
): Promise<T> {
  const client = hostClient(settings, context);
  const stop = (): void => {
    client.disconnect();
  };
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    return await work(client);
  } finally {
    context.signal.removeEventListener('abort', stop);
    client.disconnect();
  }
}

export async function infoOf(client: Redis): Promise<Info> {
  return parseInfo(await client.info('everything'));
}

/** Waits, or not as long when the phase is over. */
export async function pause(milliseconds: number, over: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: over }).catch(() => undefined);
}

import type { Missing, Subject, Target } from './subject.ts';

/**
 * node-redis without its time limit per command: that makes a timer for each (since version 6, 5 s by default), with
 * which it reaches a seventh of this. Measured is the faster way, whatever ours does beside it.
 */
export async function nodeRedis({ host, port }: Target): Promise<Subject | Missing> {
  const name = 'node-redis';
  const loaded = await import('redis').catch(() => undefined);
  if (loaded === undefined) return { name, missing: 'not installed' };
  const client = loaded.createClient({ socket: { host, port }, commandOptions: { timeout: 0 } });
  await client.connect();
  return {
    name,
    note: 'no time limit per command',
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    close: () => client.close(),
  };
}

import type { Missing, Subject, Target } from './subject.ts';

/** How many commands go into one pipeline() of ioredis, which holds all of it in memory. */
const pipelineLength = 1024;

/** ioredis; with autopipelining where more than one command is on its way, without it for one at a time. */
export async function ioredis(target: Target): Promise<Subject | Missing> {
  const name = 'ioredis';
  const loaded = await import('ioredis').catch(() => undefined);
  if (loaded === undefined) return { name, missing: 'not installed' };
  const many = new loaded.Redis({ ...target, enableAutoPipelining: true });
  return {
    name,
    note: 'autopipelining',
    set: (key, value) => many.set(key, value),
    get: (key) => many.get(key),
    bulkSet: async (count, keyOf, value) => {
      for (let from = 0; from < count; from += pipelineLength) {
        const pipeline = many.pipeline();
        for (let i = from; i < Math.min(count, from + pipelineLength); i++) pipeline.set(keyOf(i), value);
        await pipeline.exec();
      }
    },
    close: async () => {
      await many.quit();
    },
  };
}

/** ioredis without autopipelining: what answers soonest when there is nothing to gather. */
export async function plainIoredis(target: Target): Promise<Subject | Missing> {
  const name = 'ioredis';
  const loaded = await import('ioredis').catch(() => undefined);
  if (loaded === undefined) return { name, missing: 'not installed' };
  const client = new loaded.Redis(target);
  return {
    name,
    note: 'as it comes',
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    close: async () => {
      await client.quit();
    },
  };
}

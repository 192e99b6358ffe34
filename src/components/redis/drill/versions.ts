import { createRequire } from 'node:module';
import type { DrillContext } from '../../../drill/drill.ts';
import { nodes } from '../layout.ts';
import type { RedisSettings } from '../schema.ts';
import { said } from './ask.ts';

/** What runs and who asks it, for the report: `redis` -> `8.0.2`, `ioredis` -> `6.0.0`. What is not known is left out. */
export async function redisVersions(
  settings: RedisSettings,
  context: DrillContext,
): Promise<Readonly<Record<string, string>>> {
  const answers = await Promise.all(
    nodes(settings, context.plan).map((node) => said(node, 'health', 'INFO server\n', context)),
  );
  const text = answers.join('\n');
  // Valkey also names the Redis that it is compatible with; its own version is the one that counts.
  const server = /^valkey_version:(\S+)/m.exec(text) ?? /^redis_version:(\S+)/m.exec(text);
  const known = {
    [settings.engine]: server?.[1],
    ioredis: installed('ioredis'),
    'node-redis': installed('redis'),
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, version]) => (version === undefined ? [] : [[name, version]])),
  );
}

function installed(name: string): string | undefined {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version?: string };
    return version;
  } catch {
    return undefined;
  }
}

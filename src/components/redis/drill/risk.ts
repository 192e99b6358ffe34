import type { RedisSettings } from '../schema.ts';
import type { Info } from './info.ts';

/**
 * What filling the memory would cost the user: under `noeviction` writes are refused and nothing goes; any other policy
 * makes room with the keys it may take, and those are not the drill's alone. Undefined when nothing can go.
 */
export function evictionRisk(
  { eviction }: Pick<RedisSettings, 'eviction'>,
  { keys, expiringKeys }: Pick<Info, 'keys' | 'expiringKeys'>,
): string | undefined {
  if (eviction === 'noeviction') return undefined;
  const endangered = eviction.startsWith('volatile-') ? expiringKeys : keys;
  if (endangered === 0) return undefined;
  const which = eviction.startsWith('volatile-') ? 'keys with a time to live' : 'keys';
  return `Redis evicts by ${eviction}: a full memory may push out any of your ${String(endangered)} ${which}`;
}

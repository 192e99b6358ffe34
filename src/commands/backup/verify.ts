import type { Listed, Manifest } from '../../backup/manifest.ts';
import { worded } from '../../backup/reach.ts';
import { fitsTrial } from '../../backup/stores/redis/trial.ts';
import { inBox, type BoxContext } from '../../restore/box.ts';
import { proveKafka, type KafkaProven } from '../../restore/kafka.ts';
import { rewind } from '../../restore/rewind.ts';
import type { Outcome } from '../outcome.ts';
import { seconds, type Progress } from '../terminal.ts';
import { plural } from '../../words.ts';

/**
 * Proves a backup: unpacks it, loads each store into a server of its own beside the running stack, and compares. The live
 * data is neither read nor written.
 *
 * @throws StackError `no` when the backup cannot be read, does not load, or is not what its manifest says
 */
export async function verify(
  id: string | undefined,
  context: BoxContext,
  progress: Progress,
): Promise<Outcome> {
  const started = performance.now();
  const proven = await progress('verifying', async (say) => {
    const { backup, manifest } = await inBox<{ backup: Listed; manifest: Manifest }>(
      ['unpack', id ?? 'latest'],
      context,
      { say },
    );
    try {
      const redis = manifest.redis === undefined ? undefined : await proveRedis(manifest, context, say);
      const aof = await proveAof(manifest, context, say);
      const kafka = manifest.kafka === undefined ? undefined : await proveKafka(manifest.kafka, context, say);
      await inBox(['verified', backup.id], context);
      return { id: backup.id, redis, aof, kafka };
    } finally {
      await inBox(['clean'], context);
    }
  });
  const milliseconds = Math.round(performance.now() - started);
  return {
    good: true,
    data: { ...proven, milliseconds },
    lines: [
      ...(proven.redis === undefined
        ? []
        : [`redis: ${String(proven.redis.keys)} keys loaded, the same as saved`]),
      ...(proven.aof === undefined
        ? []
        : [`redis: its AOF replayed to ${worded(proven.aof.at)} UTC, ${String(proven.aof.keys)} keys`]),
      ...(proven.kafka === undefined ? [] : [kafkaLine(proven.kafka)]),
      `backup ${proven.id} is proven by a restore (${seconds(milliseconds)})`,
    ],
  };
}

async function proveRedis(
  manifest: Manifest,
  context: BoxContext,
  say: (text: string) => void,
): Promise<{ readonly keys: number }> {
  say(`redis: loading ${String(manifest.redis?.keys ?? 0)} keys on trial`);
  return inBox<{ readonly keys: number }>(['prove-redis'], context, { say });
}

/** Up to the last second that it reaches; what is in there was never loaded before. */
async function proveAof(
  manifest: Manifest,
  context: BoxContext,
  say: (text: string) => void,
): Promise<{ readonly at: string; readonly keys: number } | undefined> {
  const { aof } = manifest.redis ?? {};
  if (aof === undefined || !fitsTrial({ usedBytes: aof.needsBytes })) return undefined;
  const { keys } = await rewind(manifest, aof.reach.to, context, say);
  return { at: aof.reach.to, keys };
}

function kafkaLine({ records, topics, groups }: KafkaProven): string {
  return `kafka: ${plural(records, 'record')} in ${plural(topics, 'topic')} restored into a broker and read back, ${plural(groups, 'group')}`;
}

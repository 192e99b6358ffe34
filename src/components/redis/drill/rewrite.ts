import type { Redis } from 'ioredis';
import type { Bite, PressContext, Pressure } from '../../../drill/limits/pressure.ts';
import type { RedisSettings } from '../schema.ts';
import type { Info } from './info.ts';
import { infoOf, mebibyte, pause, withClient } from './session.ts';
import { batch, refusalsText, valueBytes, Writer } from './writer.ts';

const depth = 4;
/** Of the room there is: the more data, the more a fork makes the server copy. The backlog will want a sixth. */
const share = 0.7;

/**
 * Writes over the same keys at full speed until the AOF has doubled and Redis forks to rewrite it, again and again: each
 * page written meanwhile is copied. Not by BGREWRITEAOF, which no user of a stack may call; this is how it comes to be.
 */
export const rewrite = (settings: RedisSettings): Pressure => ({
  name: 'redis:rewrite',
  title: 'AOF rewritten under full write load',
  press: (context) =>
    withClient(settings, context, (client) =>
      withClient(settings, context, (watcher) => pressRewrite(client, watcher, context)),
    ),
});

async function pressRewrite(client: Redis, watcher: Redis, context: PressContext): Promise<Bite> {
  const { over } = context;
  const before = await infoOf(watcher);
  const writer = new Writer(client, 'rewrite');
  const batches = Math.max(
    1,
    Math.floor((share * (before.maxmemory - before.usedMemory)) / valueBytes / batch),
  );
  let next = 0;
  const lane = async (): Promise<void> => {
    while (!over.aborted) {
      const { acknowledged } = await writer.write((next++ % batches) * batch);
      // Refused, or cut off: not in a hot loop.
      if (acknowledged === 0) await pause(50, over);
    }
  };
  const [seen] = await Promise.all([
    watch(watcher, writer, before, context),
    ...Array.from({ length: depth }, lane),
  ]);
  const after = await infoOf(watcher);
  const evicted = after.evictedKeys - before.evictedKeys;
  const lost = Math.max(0, (await writer.lost()) - evicted);
  const { acknowledged } = writer.ledger;
  await writer.remove();
  return { ...seen, acknowledged, lost };
}

/**
 * Counts the rewrites, and what was written while one was under way. Not by us alone: when another load has filled the
 * memory, most of what the fork makes the server copy is that one's.
 */
async function watch(
  watcher: Redis,
  writer: Writer,
  before: Info,
  { over, bitten, say }: PressContext,
): Promise<Pick<Bite, 'bit' | 'seen'>> {
  let during = 0;
  let copied = 0;
  let last = before;
  while (!over.aborted) {
    await pause(100, over);
    const now = await infoOf(watcher).catch(() => undefined);
    if (now === undefined) continue;
    if (last.rewriting || now.rewriting || now.rewrites > last.rewrites)
      during += now.writtenBytes - last.writtenBytes;
    if (now.rewrites > before.rewrites) copied = Math.max(copied, now.lastCopied);
    last = now;
    if (isBite(now.rewrites - before.rewrites, during)) bitten();
    say(`${String(writer.ledger.acknowledged)} written, ${String(now.rewrites - before.rewrites)} rewrites`);
  }
  const rewrites = last.rewrites - before.rewrites;
  const written = last.writtenBytes - before.writtenBytes;
  const seen = [
    `${String(rewrites)} rewrites`,
    `${mib(during)} of ${mib(written)} MiB written while one ran`,
    `${mib(copied)} MiB copied at most`,
    refusalsText(writer),
    `${String(last.fullSyncs - before.fullSyncs)} full copies to replicas`,
  ];
  return { bit: isBite(rewrites, during), seen: seen.join(', ') };
}

/** Below a batch, what was written `during` a rewrite is what replication itself says now and then, in bytes. */
function isBite(rewrites: number, during: number): boolean {
  return rewrites > 0 && during > batch * valueBytes;
}

function mib(bytes: number): string {
  return (bytes / mebibyte).toFixed(0);
}

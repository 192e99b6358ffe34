import { resolve } from 'node:path';
import type { Manifest } from '../../backup/manifest.ts';
import { contentsOf } from '../../backup/worker/snapshots.ts';
import { StackError } from '../../errors.ts';
import { backupService, inBox, type BoxContext } from '../../restore/box.ts';
import { checkRedis, type RdbSource } from '../../restore/redis.ts';
import { runRestore, unpackBackup, unpackedRdb, type Restored } from '../../restore/run.ts';
import { storesToRestore, type Store } from '../../restore/stores.ts';
import type { Outcome } from '../outcome.ts';
import { rewound, type Found } from './restore-at.ts';
import { seconds, type Ask, type Progress } from '../terminal.ts';
import { plural } from '../../words.ts';

export interface RestoreOptions {
  readonly id: string | undefined;
  readonly only: string | undefined;
  /** ISO 8601, a whole second: Redis as it was at its end, instead of when a backup was taken. */
  readonly at: string | undefined;
  /** An RDB file of any other Redis, in place of a backup. */
  readonly fromRdb: string | undefined;
  /** The name given with `--yes`. */
  readonly typed: string | undefined;
  readonly ask: Ask | undefined;
  readonly progress: Progress;
  /** Starts the whole stack, and waits for it. */
  readonly start: (say: (text: string) => void) => Promise<void>;
  /** A hand-over of Redis to another node and what it says; undefined where there is nobody to hand over to. */
  readonly smoke: (() => Promise<Outcome>) | undefined;
  /** Told of what is restored before anything is removed. */
  readonly onBegun?: (found: Found) => void;
  /** Waited for once all that is restored is proven, before anything else starts. */
  readonly onProven?: () => Promise<void>;
  /** Volumes of these stores that are there. */
  readonly volumesOf: (stores: readonly Store[]) => Promise<readonly string[]>;
}

/**
 * Brings the data of a backup back: says what is replaced, asks for the stack's name, and does it; then the whole stack is
 * started and Redis handed over once, so that it is known to fail over.
 *
 * @throws StackError `usage` when the name was not typed, `no` when the backup is not there or cannot be loaded; nothing
 * has changed then
 */
export async function restore(
  source: BoxContext,
  target: BoxContext,
  options: RestoreOptions,
): Promise<Outcome> {
  const began = performance.now();
  const { progress } = options;
  // A project that Compose cannot read is found out before anything is stopped.
  await Promise.all([source.imageOf(backupService), target.imageOf(backupService)]);
  const found = await progress('reading the backup', (say) => whatToRestore(source, target, options, say));
  const volumes = await options.volumesOf(found.stores);
  await assertConsent(found, volumes, source, target, options);
  options.onBegun?.(found);
  const restored = await progress('restoring', (say) =>
    runRestore({ ...found, source, target, volumes }, say),
  );
  const proven = performance.now();
  await options.onProven?.();
  await progress('starting the stack', options.start);
  const smoke = found.stores.includes('redis') ? await options.smoke?.() : undefined;
  const timings = { proven: Math.round(proven - began), all: Math.round(performance.now() - began) };
  return {
    good: true,
    data: { stack: target.plan.name, id: found.id, at: options.at, restored, timings, smoke: smoke?.data },
    lines: [
      ...linesOf(restored),
      ...(smoke?.lines ?? []),
      ...(found.notes ?? []),
      `${target.plan.name} is restored from ${found.origin}: proven after ${seconds(timings.proven)}, all of it up after ${seconds(timings.all)}`,
    ],
  };
}

async function whatToRestore(
  source: BoxContext,
  target: BoxContext,
  { id, at, only, fromRdb }: RestoreOptions,
  say: (text: string) => void,
): Promise<Found> {
  if (fromRdb !== undefined) return fromFile(fromRdb, source, say);
  if (at !== undefined) return rewound(id, at, source, target, say);
  const inStack = new Set([...target.plan.services.values()].map(({ component }) => component));
  // First what it says of itself: how much there is to unpack depends on it.
  const { backup, manifest } = await unpackBackup(id, ['manifest.json'], source, say);
  const stores = storesToRestore(manifest, inStack, only);
  say(`unpacking ${backup.id}`);
  await unpackBackup(backup.id, stores, source, say);
  return {
    id: backup.id,
    stores,
    manifest,
    rdb: unpackedRdb,
    origin: backup.id,
    again: [backup.id, ...(only === undefined ? [] : ['--only', only])],
    tells: [`${backup.id}, taken ${manifest.takenAt}`, ...contentsOf(manifest)],
  };
}

async function fromFile(file: string, source: BoxContext, say: (text: string) => void): Promise<Found> {
  const path = resolve(file);
  const rdb: RdbSource = {
    file: '/rdb',
    mounts: [{ type: 'bind', source: path, target: '/rdb', readOnly: true }],
  };
  const { keys, expires, serverVersion } = await checkRedis(rdb, source, say);
  // Of a file nothing is known but what is in it.
  const redis = { keys, expires, serverVersion } as NonNullable<Manifest['redis']>;
  return {
    id: 'rdb-file',
    stores: ['redis'],
    manifest: { redis },
    rdb,
    origin: 'rdb-file',
    again: ['--from-rdb', `'${path}'`],
    tells: [`${path}, ${String(keys)} keys, written by version ${serverVersion}`],
  };
}

async function assertConsent(
  { stores, tells }: Found,
  volumes: readonly string[],
  source: BoxContext,
  { plan, signal }: BoxContext,
  { typed, ask }: RestoreOptions,
): Promise<void> {
  if (volumes.length === 0) return;
  const question = [
    `This replaces all that ${stores.join(' and ')} of '${plan.name}' hold${stores.length === 1 ? 's' : ''}. These volumes are removed:`,
    ...volumes.map((volume) => `  ${volume}`),
    'and filled from:',
    ...tells.map((line) => `  ${line}`),
    'Everything of the stack stops meanwhile, what was written since is lost.',
    "Type the stack's name to go on: ",
  ].join('\n');
  const given = typed ?? (await ask?.(question, signal));
  if (given?.trim() === plan.name) return;
  await inBox(['clean'], source);
  throw new StackError(
    'usage',
    `a restore replaces the data of '${plan.name}'; its name was not typed, so nothing was done`,
    {
      diagnostics: volumes.map((place) => ({ place, message: 'would be removed' })),
      hint: `holdfast restore --yes ${plan.name}`,
    },
  );
}

function linesOf({ redis, kafka }: Restored): readonly string[] {
  return [
    ...(redis === undefined ? [] : [`redis: ${String(redis.keys)} keys on every node, as saved`]),
    ...(kafka === undefined
      ? []
      : [
          `kafka: ${plural(kafka.records, 'record')} in ${plural(kafka.topics, 'topic')} written and read back, consumer groups that go on where they were: ${String(kafka.groups)}`,
        ]),
  ];
}

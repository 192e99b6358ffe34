import { places } from '../backup/config.ts';
import type { Listed, Manifest } from '../backup/manifest.ts';
import type { Counted } from '../backup/stores/redis/compare.ts';
import { inBox, type BoxContext } from './box.ts';
import { fillKafka, type KafkaProven } from './kafka.ts';
import { checkRedis, countsSaved, fillRedis, servicesOf, type RdbSource } from './redis.ts';
import type { Store } from './stores.ts';
import { plural } from '../words.ts';

/** What is to be brought back, from where, into which stack. */
export interface Restore {
  readonly id: string;
  readonly stores: readonly Store[];
  readonly manifest: Pick<Manifest, 'redis' | 'kafka'>;
  readonly rdb: RdbSource;
  /** Where the backup is. */
  readonly source: BoxContext;
  /** Where it goes; the same stack, or a new one. */
  readonly target: BoxContext;
  /** Volumes that go. */
  readonly volumes: readonly string[];
}

export interface Restored {
  readonly redis?: Counted;
  readonly kafka?: KafkaProven;
}

/** The RDB that was unpacked. */
export const unpackedRdb: RdbSource = { file: `${places.unpackedContent}/redis/dump.rdb`, mounts: [] };

/** Reads what a backup says of itself, and unpacks what is needed of it. Nothing of the stack is touched. */
export async function unpackBackup(
  id: string | undefined,
  folders: readonly string[],
  source: BoxContext,
  say: (text: string) => void,
): Promise<{ readonly backup: Listed; readonly manifest: Manifest }> {
  return inBox(['unpack', id ?? 'latest', ...folders], source, { say });
}

/**
 * Replaces the data of the stores. In this order, so that nothing old can come back over what is restored: what the backup
 * holds is loaded on trial; then all that writes or leads stops; then data and the memory of who led go, of all nodes; then
 * each store is filled before anybody else can reach it. From the note at the beginning to the one at the end `status`
 * says that a restore was broken off; doing it again begins anew.
 *
 * @throws StackError `no` when the backup cannot be loaded (nothing has changed then), or is not what it was
 */
export async function runRestore(restore: Restore, say: (text: string) => void): Promise<Restored> {
  const { id, stores, manifest, source, target, volumes, rdb } = restore;
  if (stores.includes('redis')) await checkRedis(rdb, source, say);
  const noted = source.plan.name === target.plan.name;
  if (noted) await inBox(['restoring', id], source);
  await stopWriters(restore, say);
  say(`removing ${plural(volumes.length, 'volume')}`);
  await target.engine.removeVolumes(volumes);
  const kafka =
    stores.includes('kafka') && manifest.kafka !== undefined
      ? await fillBrokers(manifest.kafka, restore, say)
      : undefined;
  const redis =
    stores.includes('redis') && manifest.redis !== undefined
      ? await fillRedis(rdb, countsSaved(manifest.redis), source, target, say)
      : undefined;
  await inBox([noted ? 'restored' : 'clean'], source);
  return { ...(redis === undefined ? {} : { redis }), ...(kafka === undefined ? {} : { kafka }) };
}

/**
 * Everything of the stack but stores that are left alone. The backup service goes where Redis does, whose volumes it has
 * mounted; what is left to do is done in a container of its own.
 */
export async function stopWriters(
  { target, stores }: Pick<Restore, 'target' | 'stores'>,
  say: (text: string) => void,
): Promise<void> {
  const { engine, plan } = target;
  const stays = (service: string): boolean => {
    const component = plan.services.get(service)?.component ?? '';
    if (component === 'backup') return !stores.includes('redis');
    return (component === 'redis' || component === 'kafka') && !stores.includes(component);
  };
  const containers = [...(await engine.containers(plan.name)).values()];
  const going = containers.filter(({ service }) => plan.services.has(service) && !stays(service));
  say(`stopping ${plural(going.length, 'service')}`);
  await engine.removeContainers(going.map(({ id }) => id));
}

async function fillBrokers(
  saved: NonNullable<Manifest['kafka']>,
  { source, target }: Restore,
  say: (text: string) => void,
): Promise<KafkaProven> {
  const brokers = servicesOf(target, 'kafka');
  say(`kafka: starting ${String(brokers.length)} empty brokers`);
  await target.engine.compose(['up', '--detach', '--wait', ...brokers], {
    directory: target.directory,
    signal: target.signal,
  });
  return fillKafka(saved, brokers.length, source, target, say);
}

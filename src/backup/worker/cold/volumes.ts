import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../../../errors.ts';
import { coldPlaces, type ColdVolume } from '../../cold/cold.ts';
import { assertOurs, digestOf, inventoryOf, sizeOf, type Entry } from './inventory.ts';

/** A broker's volume as it is mounted here. */
export interface Mounted {
  readonly service: string;
  readonly root: string;
  readonly entries: readonly Entry[];
}

/** Looks at each volume; nothing of what is in the files is read. */
export async function mountedAt(
  services: readonly string[],
  below: string = coldPlaces.content,
): Promise<readonly Mounted[]> {
  return Promise.all(
    services.map(async (service) => {
      const root = join(below, service);
      const entries = await inventoryOf(root);
      assertOurs(service, entries, process.getuid?.() ?? 0);
      return { service, root, entries };
    }),
  );
}

/** A volume, and whose Kafka says it is. */
export interface Described {
  readonly volume: ColdVolume;
  readonly clusterId: string;
}

/** Reads every byte of every volume; `say` hears how far it is. */
export async function describeVolumes(
  mounted: readonly Mounted[],
  say: (text: string) => void,
): Promise<readonly Described[]> {
  const total = mounted.reduce((sum, { entries }) => sum + sizeOf(entries).bytes, 0);
  let read = 0;
  const onBytes = (count: number): void => {
    read += count;
    say(`reading ${percent(read, total)}`);
  };
  const found: Described[] = [];
  for (const { service, root, entries } of mounted) {
    const files = entries.filter(({ stats }) => stats.isFile()).length;
    const digest = await digestOf(root, entries, onBytes);
    const { node, clusterId } = await identityIn(service, root);
    found.push({ volume: { service, node, files, ...sizeOf(entries), digest }, clusterId });
  }
  return found;
}

export function percent(part: number, whole: number): string {
  return `${String(whole === 0 ? 100 : Math.min(100, Math.floor((part / whole) * 100)))} %`;
}

/** What Kafka itself noted of whose volume it is. */
async function identityIn(
  service: string,
  root: string,
): Promise<{ readonly node: number; readonly clusterId: string }> {
  const text = await readFile(join(root, 'meta.properties'), 'utf8').catch(() => '');
  const value = (key: string): string | undefined =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .trim();
  const clusterId = value('cluster.id');
  const node = Number(value('node.id'));
  if (clusterId !== undefined && Number.isInteger(node)) return { clusterId, node };
  throw new StackError(
    'no',
    `the volume of ${service} is not one of Kafka’s: it has no readable meta.properties`,
    {
      hint: 'holdfast status shows how Kafka is',
    },
  );
}

/**
 * Finds out whether the volumes can take what is to go into them, once what is in them is gone.
 *
 * @throws StackError `no` with the numbers
 */
export async function assertRoom(mounted: readonly Mounted[], wanted: readonly ColdVolume[]): Promise<void> {
  const disks = new Map<bigint, { free: number; needed: number; services: string[] }>();
  for (const { service, root, entries } of mounted) {
    const device = entries[0]?.stats.dev ?? 0n;
    const { bavail, bsize } = await statfs(root);
    const disk = disks.get(device) ?? { free: bavail * bsize, needed: 0, services: [] };
    disk.free += sizeOf(entries).allocatedBytes;
    disk.needed += wanted.find((one) => one.service === service)?.allocatedBytes ?? 0;
    disk.services.push(service);
    disks.set(device, disk);
  }
  const full = [...disks.values()].filter(({ free, needed }) => needed > free);
  if (full.length === 0) return;
  throw new StackError('no', 'the volumes of Kafka have no room for this backup; nothing has changed', {
    diagnostics: full.map(({ free, needed, services }) => ({
      place: services.join(', '),
      message: `${mib(needed)} are needed, ${mib(free)} are free once what is there is gone`,
    })),
    hint: 'make room on the disk of the engine, then again',
  });
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}

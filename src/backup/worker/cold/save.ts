import { join } from 'node:path';
import { StackError } from '../../../errors.ts';
import { coldIdOf, coldLines, coldPlaces, type ColdFacts, type ColdSaved } from '../../cold/cold.ts';
import { removableCold } from '../../cold/retention.ts';
import type { BackupConfig } from '../../config.ts';
import type { Listed, Manifest } from '../../manifest.ts';
import { layout } from '../../readable.ts';
import { writeWhole } from '../files.ts';
import type { Repository } from '../repository.ts';
import { idOf } from '../take.ts';
import { stampOf } from './inventory.ts';
import { describeVolumes, mountedAt, type Described, type Mounted } from './volumes.ts';

/** What the box works with. */
export interface ColdBox {
  readonly config: BackupConfig;
  readonly repository: Repository;
  readonly say: (text: string) => void;
  /** What the caller has to say once the brokers have stopped. */
  readonly told: () => Promise<string>;
}

export interface ColdTaken {
  readonly id: string;
  readonly cold: ColdSaved;
  /** What it added to the repository. */
  readonly addedBytes: number;
  readonly removed: readonly string[];
}

/**
 * Saves the brokers' volumes, which are mounted here to be read only. Whatever can be found out while the brokers still run
 * comes first (the key, the repository, files that could not be given back); what can wait until they run again comes last.
 *
 * @throws StackError `no` as well when a volume changed while it was read; no such snapshot is left then
 */
export async function saveCold(services: readonly string[], box: ColdBox): Promise<ColdTaken> {
  const { config, repository, say, told } = box;
  await repository.unlock();
  await repository.open(say);
  await mountedAt(services);
  say(coldLines.ready);
  const facts = JSON.parse(await told()) as ColdFacts;
  const id = coldIdOf(idOf(new Date(facts.stoppedAt)));
  try {
    const cold = await readVolumes(services, facts, id, box).finally(() => {
      say(coldLines.released);
    });
    const { saved, removed } = await thinOut(id, config, repository, say);
    return { id, cold, addedBytes: saved?.addedBytes ?? 0, removed };
  } catch (error) {
    // restic leaves a snapshot of what it could read.
    await forget(id, repository).catch(() => undefined);
    throw error;
  }
}

async function readVolumes(
  services: readonly string[],
  facts: ColdFacts,
  id: string,
  { config, repository, say }: ColdBox,
): Promise<ColdSaved> {
  const before = await mountedAt(services);
  const described = await describeVolumes(before, say);
  const cold: ColdSaved = {
    ...facts,
    clusterId: clusterOf(described),
    volumes: described.map(({ volume }) => volume),
  };
  const manifest: Manifest = {
    version: layout,
    id,
    stack: config.stack,
    takenAt: facts.stoppedAt,
    cold,
    files: [],
  };
  await writeWhole(join(coldPlaces.content, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  // Every file is read: what is written through a memory map need not show in a file's time.
  const more = ['--force', '--exclude', 'lost+found'];
  await repository.save(coldPlaces.root, manifest, say, more);
  assertUnchanged(before, await mountedAt(services));
  return cold;
}

function clusterOf(described: readonly Described[]): string {
  const [clusterId = '', ...others] = new Set(described.map((one) => one.clusterId));
  if (others.length === 0) return clusterId;
  throw new StackError('no', 'the volumes are not of one Kafka cluster', {
    diagnostics: described.map(({ volume }) => ({
      place: volume.service,
      message: 'has another cluster id than the rest',
    })),
    hint: 'holdfast status shows how Kafka is',
  });
}

/** Somebody may have started a broker by hand meanwhile: such files fit nothing. */
function assertUnchanged(before: readonly Mounted[], after: readonly Mounted[]): void {
  const changed = before.filter(
    ({ entries }, index) => stampOf(entries) !== stampOf(after[index]?.entries ?? []),
  );
  if (changed.length === 0) return;
  throw new StackError('no', 'files changed while they were saved, so this cold backup is not kept', {
    diagnostics: changed.map(({ service }) => ({ place: service, message: 'was written to meanwhile' })),
    hint: 'was a broker started by hand? Then again: holdfast backup --cold',
  });
}

async function thinOut(
  id: string,
  config: BackupConfig,
  repository: Repository,
  say: (text: string) => void,
): Promise<{ readonly saved: Listed | undefined; readonly removed: readonly string[] }> {
  const own = (await repository.list()).filter(({ stack, cold }) => stack === config.stack && cold);
  const going = removableCold(own, config.keep);
  if (going.length > 0) say(`removing ${String(going.length)} older cold backups`);
  await repository.remove(going);
  return { saved: own.find((one) => one.id === id), removed: going.map((one) => one.id) };
}

async function forget(id: string, repository: Repository): Promise<void> {
  await repository.remove((await repository.list()).filter((one) => one.id === id));
}

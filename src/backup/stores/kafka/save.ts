import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaSaved, TopicSaved } from '../../manifest.ts';
import { readJson, writeWhole } from '../../worker/files.ts';
import type { Save } from '../store.ts';
import { describeCluster, type Described } from './ask.ts';
import type { ClusterTopic } from './cluster.ts';
import { copyAll, type CopiedPartition } from './copy.ts';
import { PartitionMirror } from './mirror.ts';
import { folderOf, partitionsToContinue, totalsOf } from './plan.ts';

/** Every record that was committed, batch by batch as the brokers have them; only what the last backup lacks is fetched. */
export const saveKafka: Save = async (settings, { directory, say }) => {
  const addresses = settings['brokers'] as readonly string[];
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const notes = join(directory, 'positions.json');
  const before = ((await readJson(notes)) ?? {}) as Partial<KafkaSaved>;
  say('kafka: asking for topics, groups and settings');
  const described = await describeCluster(addresses);
  const partitions = mirrorsOf(described, directory, before);
  await removeStrangers(directory, described.cluster.topics);
  await Promise.all(partitions.map(({ mirror }) => mirror.recover()));
  const note = async (): Promise<KafkaSaved> => {
    await Promise.all(partitions.map(({ mirror }) => mirror.sync()));
    const saved = savedOf(described, partitions);
    await writeWhole(notes, `${JSON.stringify(saved)}\n`);
    return saved;
  };
  await copyAll(partitions, addresses, { say, note });
  return { kafka: await note() };
};

function mirrorsOf(
  { cluster, configs }: Described,
  directory: string,
  before: Partial<KafkaSaved>,
): readonly CopiedPartition[] {
  return cluster.topics.flatMap((topic) =>
    partitionsToContinue(topic, configs.get(topic.name) ?? {}, before.topics?.[topic.name]).map((saved) => {
      const folder = `${folderOf(topic)}/${String(saved.partition)}`;
      return { topic: topic.name, mirror: new PartitionMirror(directory, folder, saved) };
    }),
  );
}

/** Of topics that are gone; older backups still have them. */
async function removeStrangers(directory: string, topics: readonly ClusterTopic[]): Promise<void> {
  const known = new Set(['positions.json', ...topics.map(folderOf)]);
  const strangers = (await readdir(directory)).filter((name) => !known.has(name));
  for (const name of strangers) await rm(join(directory, name), { recursive: true, force: true });
}

function savedOf(
  { cluster, configs, groups, acls }: Described,
  partitions: readonly CopiedPartition[],
): KafkaSaved {
  const topics: Record<string, TopicSaved> = {};
  for (const { name, id } of cluster.topics) {
    const own = partitions.filter(({ topic }) => topic === name).map(({ mirror }) => mirror.saved());
    topics[name] = { id, config: configs.get(name) ?? {}, partitions: own };
  }
  const added = partitions.reduce((sum, { mirror }) => sum + mirror.added, 0);
  return { topics, groups, acls, ...totalsOf(topics), added };
}

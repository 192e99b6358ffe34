import type { KafkaSaved, PartitionSaved, TopicSaved } from '../../manifest.ts';
import type { ClusterTopic } from './cluster.ts';

/** What the last run left, as far as it still counts for a topic: nothing for one that was made anew, or is compacted. */
export function partitionsToContinue(
  topic: ClusterTopic,
  config: Readonly<Record<string, string>>,
  before: TopicSaved | undefined,
): readonly PartitionSaved[] {
  const counts = before?.id === topic.id && !isCompacted(config);
  return topic.partitions.map(({ partition }) => {
    const saved = counts ? before.partitions.find((one) => one.partition === partition) : undefined;
    return saved ?? { partition, start: 0, next: 0, files: [] };
  });
}

/** Compaction removes records in the middle, and in time the notes that a key was deleted: it is read anew each time. */
function isCompacted(config: Readonly<Record<string, string>>): boolean {
  return (config['cleanup.policy'] ?? '').includes('compact');
}

/** A directory per topic and incarnation: names may differ only in ways that some file systems do not keep apart. */
export function folderOf(topic: ClusterTopic): string {
  return topic.id;
}

export function totalsOf(
  topics: Readonly<Record<string, TopicSaved>>,
): Pick<KafkaSaved, 'records' | 'bytes'> {
  const files = Object.values(topics).flatMap(({ partitions }) => partitions.flatMap((one) => one.files));
  return {
    records: files.reduce((sum, file) => sum + file.records, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

import { isOurs } from '../../../backup/stores/kafka/ours.ts';
import type { Manifest, PartitionSaved } from '../../../backup/manifest.ts';
import type { SavedCount } from '../../../drill/disaster/users.ts';

const tier = 'kafka';

/** How a topic is called among what is counted. */
export function countOf(topic: string, number: number) {
  return { tier, what: `records of ${topic}`, number };
}

/** What a backup has of the user's topics; undefined when it has nothing of Kafka. */
export function savedTopics({ kafka }: Manifest): readonly SavedCount[] | undefined {
  if (kafka === undefined) return undefined;
  return Object.entries(kafka.topics)
    .filter(([topic]) => !isOurs(topic))
    .map(([topic, { partitions }]) => {
      const all = partitions.map(restorable);
      const { what } = countOf(topic, 0);
      return {
        tier,
        what,
        covered: sum(partitions.map(({ start, next }) => next - start)),
        restorable: sum(all.map(({ records }) => records)),
        ...(all.some(({ atMost }) => atMost) ? { atMost: true as const } : {}),
      };
    });
}

/**
 * Records that a restore writes. Markers of transactions, and what compaction removed, have an offset and are no record;
 * and the first file may begin with records that the topic no longer had. Where both is so, only a bound is known.
 */
function restorable({ start, next, files }: PartitionSaved): { records: number; atMost: boolean } {
  const records = sum(files.map((file) => file.records));
  const base = baseOf(files[0]?.path) ?? start;
  if (base >= start) return { records, atMost: false };
  const gapless = records === next - base;
  return { records: gapless ? next - start : Math.min(records, next - start), atMost: !gapless };
}

/** A file is named by its first offset: `id/0/00000000000000000017.batches`. */
function baseOf(path: string | undefined): number | undefined {
  const name = /(\d{20})\.batches$/.exec(path ?? '')?.[1];
  return name === undefined ? undefined : Number(name);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

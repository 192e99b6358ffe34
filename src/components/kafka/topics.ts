import type { Offer } from '../../component.ts';
import type { KafkaSettings } from './schema.ts';

export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string | number | boolean>>;
}

/** The spec's topics and those that other components need, by name; where both name one, the larger number counts. */
export function wantedTopics(settings: KafkaSettings, offers: readonly Offer[]): WantedTopic[] {
  const wanted = new Map<string, WantedTopic>();
  for (const [name, topic] of Object.entries(settings.topics)) wanted.set(name, { name, ...topic });
  for (const offer of offers) {
    if (offer.kind !== 'topic') continue;
    const own = wanted.get(offer.topic);
    const partitions = Math.max(own?.partitions ?? 0, offer.partitions);
    wanted.set(offer.topic, { name: offer.topic, partitions, config: own?.config ?? {} });
  }
  return [...wanted.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file that `kafka-topics-apply` reads: `NAME partitions=N key=value …`, a topic a line. */
export function topicsFile(topics: readonly WantedTopic[]): string {
  const lines = topics.map(({ name, partitions, config }) =>
    [
      name,
      `partitions=${String(partitions)}`,
      ...Object.entries(config).map(([key, value]) => `${key}=${String(value)}`),
    ].join(' '),
  );
  return [
    '# Applied at each start: created, grown and configured; never shrunk or deleted.',
    ...lines,
    '',
  ].join('\n');
}

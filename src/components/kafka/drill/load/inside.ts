import type { InsideProbe } from '../../../../drill/inside/inside.ts';
import type { LoadContext } from '../../../../drill/workload.ts';
import type { KafkaSettings } from '../../schema.ts';
import { brokersInside } from './brokers.ts';
import type { InsideSettings } from './inside-probe.ts';
import { streamsAt } from './streams.ts';
import { partitionsOf, topicOf } from './topic.ts';

/** The probe from inside the stack's network; undefined where nothing runs there. */
export function fromInside(
  settings: KafkaSettings,
  { inside, recorder, plan, word, pace, eased }: LoadContext,
): InsideProbe | undefined {
  if (inside === undefined) return undefined;
  const { inside: facts } = streamsAt(pace);
  const topic = topicOf(word, 'inside');
  const own: InsideSettings = {
    brokers: [...brokersInside(settings, plan)],
    topic,
    partitions: partitionsOf(topic).map(({ partition }) => partition),
  };
  const order = { id: facts.id, kind: 'kafka', interval: facts.interval, settings: own };
  return inside.begin(order, eased, recorder.stream(facts));
}

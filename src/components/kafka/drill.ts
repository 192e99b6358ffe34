import type { Driller } from '../../component.ts';
import { kafkaLeaders } from './drill/leaders.ts';
import { produce } from './drill/produce.ts';
import { sweepTopics } from './drill/topic.ts';
import { hostClient } from './host-client.ts';
import type { KafkaSettings } from './schema.ts';

/** What a drill does to Kafka. All topics and groups are `holdfast.drill.*` and are removed. */
export const drillKafka: Driller<KafkaSettings> = (settings, plan) => ({
  pressures: [produce(settings)],
  leaders: (context) => kafkaLeaders(settings, context),
  sweep: async () => {
    const admin = hostClient(settings, plan).admin();
    await admin.connect();
    try {
      await sweepTopics(admin);
    } finally {
      await admin.disconnect();
    }
  },
});

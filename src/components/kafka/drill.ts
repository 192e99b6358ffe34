import type { Driller } from '../../component.ts';
import { kafkaEnds } from './drill/ends.ts';
import { kafkaLeaders } from './drill/leaders.ts';
import { produce } from './drill/produce.ts';
import { kafkaTargets } from './drill/targets.ts';
import { sweepTopics } from './drill/topic.ts';
import { kafkaVersions } from './drill/versions.ts';
import { kafkaWitness } from './drill/witness.ts';
import { kafkaWorkload } from './drill/workload.ts';
import { hostClient } from './host-client.ts';
import type { KafkaSettings } from './schema.ts';

/** A broker that is back leads its partitions again at the next look of the controller, each 5 s (server.properties), ms. */
const leadersReturn = 6000;

/** What a drill does to Kafka. All topics and groups are `holdfast.drill.*` and are removed. */
export const drillKafka: Driller<KafkaSettings> = (settings, plan) => ({
  pressures: [produce(settings)],
  targets: kafkaTargets(settings),
  workload: kafkaWorkload(settings),
  witness: kafkaWitness(settings),
  ends: kafkaEnds(settings),
  calm: leadersReturn,
  versions: kafkaVersions,
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

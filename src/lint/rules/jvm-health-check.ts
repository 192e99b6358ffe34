import { knownServices } from '../facts/stack.ts';
import { programOf } from '../facts/words.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Tools that are a JVM each time they are called. */
const tools =
  /^(?:kafka-(?:topics|configs|broker-api-versions|metadata-quorum|consumer-groups|console-(?:producer|consumer)|cluster|log-dirs|features|acls|run-class|get-offsets)|zookeeper-shell)(?:\.sh)?$|^zkCli\.sh$|^cub$|^java$/;

/** A check that is heavier than what it checks can bear. */
export const jvmHealthCheck: Rule = {
  id: 'jvm-health-check',
  severity: 'warning',
  looksAt: 'health checks that start one of Kafka’s or ZooKeeper’s command line tools',
  reason:
    'Each check is a JVM of its own: seconds of CPU, and memory inside the broker’s limit with the broker’s own KAFKA_HEAP_OPTS, which has had brokers killed.',
  mend: 'check the port: bash -c "</dev/tcp/127.0.0.1/9092", or nc -z 127.0.0.1 9092',
  source:
    'Apache Kafka, bin/kafka-run-class.sh; bitnami/containers, reports of brokers killed by their health check',
  *check(stack) {
    for (const service of knownServices(stack)) {
      const tool = service.healthTest?.find(({ text }) => tools.test(programOf(text)));
      if (tool !== undefined)
        yield foundAt(service, tool.at, `the health check starts a JVM (${programOf(tool.text)}) each time`);
    }
  },
};

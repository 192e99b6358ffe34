import { Kafka, logLevel } from 'kafkajs';
import type { Plan } from '../../plan/plan.ts';
import { nodeIds, reachedFromHost } from './properties.ts';
import type { KafkaSettings } from './schema.ts';

/** A client on the host. Retries are bounded by number and length, about 10 s: without a bound kafkajs repeats hopeless requests for ever. */
export function hostClient(settings: KafkaSettings, plan: Plan): Kafka {
  const brokers = nodeIds(settings).map((node) => {
    const { host, port } = reachedFromHost(plan, node);
    return `${host}:${String(port)}`;
  });
  return new Kafka({
    clientId: 'holdfast',
    brokers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 5000,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 20 },
  });
}

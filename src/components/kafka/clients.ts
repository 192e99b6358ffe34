import { fillTemplate } from '../../bundle/template.ts';
import type { PartFile } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { clientSettings } from './client-settings.ts';

/** Port of the listener for containers. */
const internalPort = 9092;

/** Settings that work as they are, for the usual Kafka clients, on the host and in containers. */
export function kafkaClientFiles(plan: Plan, minInsync: number): PartFile[] {
  if (!plan.publish) return [];
  const brokers = [...plan.services.values()].filter((service) => /^kafka-\d+$/.test(service.name));
  const view = {
    name: plan.name,
    minInsync,
    brokers: brokers.map((broker) => ({ address: broker.address ?? '', port: internalPort })),
    ...clientSettings(plan.failover),
    hostPorts: brokers.map((broker) => ({ port: plan.ports.get(broker.name) ?? 0 })),
  };
  return [
    { path: 'clients/kafkajs.mjs', text: fillTemplate('kafka/clients/kafkajs.mjs', view) },
    {
      path: 'clients/librdkafka.properties',
      text: fillTemplate('kafka/clients/librdkafka.properties', view),
    },
    { path: 'clients/jvm.properties', text: fillTemplate('kafka/clients/jvm.properties', view) },
  ];
}

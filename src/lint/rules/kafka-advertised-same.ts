import { advertisedOf, isOnHostNetwork } from '../facts/kafka-listeners.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** Two brokers at one address. */
export const kafkaAdvertisedSame: Rule = {
  id: 'kafka-advertised-same',
  severity: 'error',
  looksAt: 'the same advertised host and port on two brokers, or on all containers of one service',
  reason:
    'Clients reach only one of the two at that address and get NOT_LEADER_OR_FOLLOWER for every partition of the other.',
  mend: 'give each broker a host name, or a published port, of its own',
  source: 'Apache Kafka documentation, Broker Configs: advertised.listeners',
  *check({ clusters }) {
    for (const { brokers } of clusters) {
      const holders = new Map<string, string>();
      for (const broker of brokers) {
        const { service, settings } = broker;
        const at = settings.get('advertised.listeners')?.at;
        for (const { host, port } of advertisedOf(broker)) {
          const address = `${host}:${port}`;
          const holder = holders.get(address);
          if (at === undefined || host === '') continue;
          if (holder !== undefined && holder !== service.name)
            yield foundAt(service, at, `advertises ${address}, as ${holder} does`);
          else if (service.instances > 1 && !isOnHostNetwork(broker) && host !== service.name)
            yield foundAt(service, at, `all ${service.instances} containers advertise ${address}`);
          holders.set(address, holder ?? service.name);
        }
      }
    }
  },
};

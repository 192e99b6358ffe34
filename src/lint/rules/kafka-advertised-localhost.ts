import { advertisedOf, betweenBrokers, isLoopback, isOnHostNetwork } from '../facts/kafka-listeners.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

/** A broker that tells everybody to ask themselves. */
export const kafkaAdvertisedLocalhost: Rule = {
  id: 'kafka-advertised-localhost',
  severity: 'error',
  looksAt:
    'localhost as the advertised address between brokers, or as the only one while other services use the broker',
  reason:
    'A client asks any broker where a partition is led and then goes to that address: told localhost, a container finds itself there, and replicas never follow.',
  mend: 'advertise the service’s name or address on the inter-broker listener, and localhost only on a listener of its own for the host',
  source: 'Apache Kafka documentation, Broker Configs: advertised.listeners',
  *check({ clusters, services }) {
    for (const { brokers, brokerCount } of clusters) {
      for (const broker of brokers) {
        const said = broker.settings.get('advertised.listeners');
        if (said === undefined || isOnHostNetwork(broker)) continue;
        const { service } = broker;
        const between = betweenBrokers(broker);
        const all = advertisedOf(broker);
        const onlyLoopback = all.length > 0 && all.every(({ host }) => isLoopback(host));
        const used = services.some(({ dependencies }) =>
          dependencies.some((one) => one.service === service.name),
        );
        if (brokerCount > 1 && (onlyLoopback || (between !== undefined && isLoopback(between.host))))
          yield foundAt(service, said.at, 'other brokers are told to find it at localhost');
        else if (onlyLoopback && used)
          yield foundAt(service, said.at, 'other services are told to find it at localhost');
      }
    }
  },
};

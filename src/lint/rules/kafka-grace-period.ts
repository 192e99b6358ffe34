import { parseDuration } from '../facts/sizes.ts';
import { foundAt, foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';
import { scalarAt } from '../yaml/value.ts';

/** A broker that is not given the time to leave. */
export const kafkaGracePeriod: Rule = {
  id: 'kafka-grace-period',
  severity: 'warning',
  looksAt: 'stop_grace_period of brokers, 10 seconds unless it is set',
  reason:
    'A broker hands its leaderships over before it stops. Killed in the middle of it, every partition it led waits for a time-out, and the next start reads its log through first.',
  mend: 'write stop_grace_period: 60s',
  source: 'Compose specification, stop_grace_period; Apache Kafka documentation, Graceful shutdown',
  *check({ kafka }) {
    for (const { service } of kafka) {
      const said = scalarAt(service.body, 'stop_grace_period');
      const time = said === undefined ? 10_000 : parseDuration(said.text);
      if (time === undefined || time >= 30_000) continue;
      if (said === undefined) yield foundOn(service, 'killed 10 seconds after being asked to stop');
      else yield foundAt(service, said.at, `killed ${time / 1000} seconds after being asked to stop`);
    }
  },
};

import { knownServices } from '../facts/stack.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { scalarAt } from '../yaml/value.ts';

/** CPUs below which a pause by the quota is as long as a heartbeat is patient. */
const least: Readonly<Partial<Record<string, number>>> = { kafka: 1, zookeeper: 0.5, sentinel: 0.5 };

/** Heartbeats that wait for the next slice. */
export const cpuQuota: Rule = {
  id: 'cpu-quota',
  severity: 'warning',
  looksAt: 'hard CPU quotas below 1 on Kafka and below 0.5 on ZooKeeper and Sentinel',
  reason:
    'A quota stops all threads for the rest of each 100 ms once it is used up: heartbeats come late, healthy nodes are taken for dead, and Sentinel enters TILT.',
  mend: 'use cpu_shares, a weight that costs nothing while there is CPU to spare',
  source: 'Linux kernel documentation, CFS Bandwidth Control; redis/redis, sentinel.c: sentinel_tilt_trigger',
  *check(stack) {
    for (const service of knownServices(stack)) {
      const said =
        scalarAt(service.body, 'cpus') ?? scalarAt(service.body, 'deploy', 'resources', 'limits', 'cpus');
      const enough = least[stack.role(service)];
      const cpus = Number(said?.text);
      if (said !== undefined && enough !== undefined && cpus > 0 && cpus < enough)
        yield foundAt(service, said.at, `a quota of ${cpus} CPUs delays its heartbeats`);
    }
  },
};

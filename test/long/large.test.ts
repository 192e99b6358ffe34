import { expect, it } from 'vitest';
import { seen, services, started } from '../support/started.ts';

it('five brokers, five nodes and five Sentinels, and nothing else', async () => {
  const { stack, up } = await started(
    'variant-large',
    `
host: 16GiB
failover: fast
kafka: { nodes: 5, topics: { orders: 5 } }
redis: { nodes: 5, sentinels: 5, endpoint: false }
nginx: false
apps: false
backup: false
`,
  );
  expect(seen(up, 'comes back')).toContain('5 of 5 brokers');
  expect(seen(up, 'all its replicas')).toContain('4 of 4 replicas');
  expect(seen(up, 'agree on a failover')).toContain('5 of 5 Sentinels see a quorum of 3');
  const numbered = (name: string) => [1, 2, 3, 4, 5].map((n) => `${name}-${String(n)}`);
  const running = [...numbered('kafka'), ...numbered('redis'), ...numbered('sentinel'), 'stack-ready'];
  expect(await services(stack)).toEqual(running);
  const { kafka } = await stack.kafka();
  const admin = kafka.admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: ['orders', '__consumer_offsets'] });
  const replicas = topics.flatMap((topic) => topic.partitions.map((partition) => partition.isr.length));
  await admin.disconnect();
  expect(new Set(replicas)).toEqual(new Set([3]));
});

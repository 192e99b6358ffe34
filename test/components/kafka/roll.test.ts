import { expect, test } from 'vitest';
import { kafkaSchema } from '../../../src/components/kafka/schema.ts';
import { rollKafka } from '../../../src/components/kafka/roll.ts';
import { planOf } from '../../support/bundle.ts';

test('the active controller goes last; while there is none, nobody does', () => {
  const roll = rollKafka(kafkaSchema.parse({}), planOf('name: shop\n'));
  const last = (data: Record<string, unknown>) => roll.last?.({ facts: [], data });
  expect(last({ controller: { service: 'kafka-3' } })).toEqual(['kafka-3']);
  expect(last({ controller: null })).toEqual([]);
  expect(last({})).toEqual([]);
});

test('a single broker has nobody to hand over to', () => {
  const plan = planOf('name: shop\n');
  expect(rollKafka(kafkaSchema.parse({}), plan).handOver).toBeDefined();
  const single = rollKafka(kafkaSchema.parse({ nodes: 1 }), plan);
  expect(single.handOver).toBeUndefined();
  expect(single.alone).toContain('kafka.nodes: 3');
});

import { expect, test } from 'vitest';
import { propertyLine } from '../../../src/components/kafka/properties.ts';
import { kafkaSchema } from '../../../src/components/kafka/schema.ts';
import { timersFor } from '../../../src/components/kafka/timers.ts';
import { topicsFile, wantedTopics } from '../../../src/components/kafka/topics.ts';

test.each([
  ['a plain value', 'delete', 'k=delete'],
  ['a backslash', 'a\\b', 'k=a\\\\b'],
  ['a line break', 'a\nlog.dirs=/tmp', 'k=a\\u000alog.dirs=/tmp'],
  ['a leading blank', ' a', 'k=\\ a'],
  ['a letter outside ASCII', 'é', 'k=\\u00e9'],
  ['signs that mean nothing in a value', 'a=b:#!c', 'k=a=b:#!c'],
])('%s reaches Kafka as it is', (_what, value, line) => {
  expect(propertyLine('k', value)).toBe(line);
});

test.each(['fast', 'balanced', 'relaxed'] as const)('%s: three heartbeats fit into a session', (failover) => {
  const { session, heartbeat } = timersFor(failover);
  expect(heartbeat * 3).toBeLessThanOrEqual(session);
});

test('a timer of the spec replaces the profile’s', () => {
  expect(timersFor('balanced', { session: 6000 })).toMatchObject({ session: 6000, heartbeat: 750 });
});

test.each(['unclean.leader.election.enable', 'log.dirs', 'min.insync.replicas', 'advertised.listeners'])(
  '%s is refused with a reason',
  (key) => {
    const result = kafkaSchema.safeParse({ config: { [key]: 'x' } });
    expect(result.error?.issues[0]?.message).toMatch(/^cannot be set here: .{20}/);
  },
);

test.each(['__consumer_offsets', 'holdfast.proof', 'a b', '..', ''])(
  'the topic name %j is refused',
  (name) => {
    expect(kafkaSchema.safeParse({ topics: { [name]: 1 } }).success).toBe(false);
  },
);

test('a topic setting with a space cannot add a word to its line', () => {
  expect(
    kafkaSchema.safeParse({ topics: { a: { config: { 'retention.ms': '1 partitions=9' } } } }).success,
  ).toBe(false);
});

test('topics of the spec and of other components, the larger number of partitions counts', () => {
  const settings = kafkaSchema.parse({
    topics: { orders: 2, log: { partitions: 1, config: { 'retention.ms': 60000 } } },
  });
  const wanted = wantedTopics(settings, [{ kind: 'topic', topic: 'orders', partitions: 3 }]);
  expect(topicsFile(wanted).split('\n').slice(1)).toEqual([
    'log partitions=1 retention.ms=60000',
    'orders partitions=3',
    '',
  ]);
});

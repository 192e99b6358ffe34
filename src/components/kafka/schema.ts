import { z } from 'zod';
import { besideOtherProblems, duration, integer, memory, nativeValue, port } from '../../spec/scalars.ts';
import { refusal, topicRefusal } from './refused.ts';

const topicNameError =
  'must be a topic name: 1 to 249 letters, digits, dots, dashes and underscores; names with __ or holdfast. in front are taken';
const settingKeyError = 'must be the name of a setting, such as log.retention.hours';

const settingKey = z
  .string({ error: settingKeyError })
  .max(128, { error: settingKeyError })
  .regex(/^[a-z][a-z0-9.-]*$/, { error: settingKeyError });

const topicName = z
  .string({ error: topicNameError })
  .regex(/^(?!__|holdfast\.)(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, { error: topicNameError });

/** A topic's settings travel on one line, as words: no white space in a value. */
const topicValueError = 'must be a value without spaces';
const topicValue = nativeValue().refine((value) => String(value) !== '' && !/\s/.test(String(value)), {
  error: topicValueError,
});

const topicConfig = z.record(settingKey, topicValue).superRefine((config, context) => {
  refuse(config, topicRefusal, context);
}, besideOtherProblems);
const partitions = () => integer({ min: 1, max: 1000 });

const fullTopic = z.strictObject({
  partitions: partitions().default(1).describe('How many partitions; may grow later, never shrink.'),
  config: topicConfig.default({}).describe("Kafka's own settings of the topic, e.g. retention.ms."),
});

const topic = z
  .union([
    partitions().transform((count): z.infer<typeof fullTopic> => ({ partitions: count, config: {} })),
    fullTopic,
  ])
  .describe('A number is the number of partitions.');

export const kafkaSchema = z
  .strictObject({
    nodes: z
      .union([z.literal(1), z.literal(3), z.literal(5)], {
        error: 'must be 1, 3 or 5: a majority of controllers decides',
      })
      .default(3)
      .describe('Brokers, each also a controller. 1 survives nothing.'),
    memory: memory({ min: 512, max: 65_536 })
      .optional()
      .describe('Limit of each broker, of which 40 % is heap; a share of `host` when absent.'),
    topics: z
      .record(topicName, topic)
      .prefault({ 'example-topic': 2 })
      .describe('Topics to create: name and partitions.'),
    ports: z
      .array(port())
      .max(5)
      .optional()
      .describe('Host ports, one per broker; 19092 and up when absent.'),
    timers: z
      .strictObject({
        session: duration({ min: 1000, max: 60_000 })
          .optional()
          .describe('Silence after which a broker is fenced; 4.5s by default.'),
        heartbeat: duration({ min: 100, max: 20_000 })
          .optional()
          .describe('How often a broker tells that it lives; 750ms by default.'),
        quorumFetch: duration({ min: 500, max: 30_000 })
          .optional()
          .describe('Silence of the leading controller before an election; 3s by default.'),
        election: duration({ min: 250, max: 30_000 })
          .optional()
          .describe('How long a candidate waits for votes; 750ms by default.'),
      })
      .default({})
      .describe('Failover timers in place of those that failover: sets.'),
    config: z
      .record(settingKey, nativeValue())
      .superRefine((config, context) => {
        refuse(config, refusal, context);
      }, besideOtherProblems)
      .default({})
      .describe("Kafka's own broker settings, passed through."),
  })
  .describe('A Kafka cluster in KRaft mode.');

export type KafkaSettings = z.infer<typeof kafkaSchema>;

function refuse(
  config: Readonly<Record<string, unknown>>,
  reason: (key: string) => string | undefined,
  context: z.RefinementCtx,
): void {
  for (const key of Object.keys(config)) {
    const because = reason(key);
    if (because !== undefined)
      context.addIssue({ code: 'custom', path: [key], message: `cannot be set here: ${because}` });
  }
}

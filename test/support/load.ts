import type { Redis } from 'ioredis';
import type { Kafka, Producer, ProducerConfig } from 'kafkajs';
import { eventually } from './stack.ts';

/**
 * A light, steady load that remembers what was acknowledged. Lost means acknowledged and not there at the end; an
 * operation that ended in an error may or may not have happened and is neither.
 */
abstract class Load {
  acknowledged = 0;
  /** The longest time between two acknowledgements so far, ms. */
  longestGap = 0;
  protected readonly kept = new Set<number>();
  private sequence = 0;
  private stopping = false;
  private running: Promise<void> | undefined;

  protected abstract write(id: number): Promise<boolean>;
  protected abstract readAll(): Promise<ReadonlySet<number>>;
  protected abstract close(): Promise<void>;

  /** Starts writing and returns after this many milliseconds; the writing goes on. */
  async run(milliseconds: number): Promise<void> {
    this.running ??= this.loop();
    await pause(milliseconds);
    if (this.acknowledged === 0) throw new Error('the load never got a write acknowledged');
  }

  /** Stops, reads everything back and returns the acknowledged ids that are missing. */
  async lost(): Promise<number[]> {
    await this.stop();
    const found = await this.readAll();
    return [...this.kept].filter((id) => !found.has(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.close();
  }

  private async loop(): Promise<void> {
    let last = performance.now();
    while (!this.stopping) {
      const id = (this.sequence += 1);
      const good = await this.write(id).catch(() => false);
      if (good) {
        const now = performance.now();
        this.longestGap = Math.max(this.longestGap, now - last);
        last = now;
        this.kept.add(id);
        this.acknowledged += 1;
      }
      await pause(5);
    }
  }

  private async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }
}

/** Members of one sorted set; acknowledged means that one replica has it too (WAIT 1). */
export class RedisLoad extends Load {
  private readonly key = `test:load:${String(process.pid)}`;
  private readonly client: Redis;

  constructor(client: Redis) {
    super();
    this.client = client;
  }

  protected async write(id: number): Promise<boolean> {
    await this.client.zadd(this.key, String(id), String(id));
    return (await this.client.wait(1, 500)) >= 1;
  }

  protected async readAll(): Promise<ReadonlySet<number>> {
    return new Set((await this.client.zrange(this.key, '0', '-1')).map(Number));
  }

  protected async close(): Promise<void> {
    await this.client.del(this.key).catch(() => undefined);
    this.client.disconnect();
  }
}

/** Writers at full speed, one per client, that take Redis' plain OK for an acknowledgement. */
export class PlainWriters implements AsyncDisposable {
  acknowledged = 0;
  /** The longest time in which none of them got an acknowledgement, ms. */
  longestGap = 0;
  private readonly kept = new Set<string>();
  private readonly key = `test:plain:${String(process.pid)}`;
  private readonly clients: readonly Redis[];
  private readonly loops: readonly Promise<void>[];
  private stopping = false;
  private last = performance.now();

  constructor(clients: readonly Redis[]) {
    this.clients = clients;
    this.loops = clients.map((client, writer) => this.loop(client, writer));
  }

  /** Stops, and returns what was acknowledged and is not there. */
  async lost(): Promise<string[]> {
    this.stopping = true;
    await Promise.all(this.loops);
    const found = new Set(await this.clients[0]?.zrange(this.key, '0', '-1'));
    return [...this.kept].filter((id) => !found.has(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopping = true;
    await Promise.all(this.loops);
    await this.clients[0]?.del(this.key).catch(() => undefined);
    for (const client of this.clients) client.disconnect();
  }

  private async loop(client: Redis, writer: number): Promise<void> {
    for (let sequence = 0; !this.stopping; sequence += 1) {
      const id = `${String(writer)}:${String(sequence)}`;
      const good = await client.zadd(this.key, String(sequence), id).then(
        () => true,
        () => false,
      );
      if (!good) continue;
      const now = performance.now();
      this.longestGap = Math.max(this.longestGap, now - this.last);
      this.last = now;
      this.kept.add(id);
      this.acknowledged += 1;
    }
  }
}

/** Messages with acks=all; read back from the beginning of every partition. */
export class KafkaLoad extends Load {
  private readonly kafka: Kafka;
  private readonly settings: ProducerConfig;
  private readonly topic: string;
  private readonly mark = `${String(process.pid)}-${String(Date.now())}`;
  private producer: Producer;

  private constructor(kafka: Kafka, settings: ProducerConfig, topic: string) {
    super();
    this.kafka = kafka;
    this.settings = settings;
    this.topic = topic;
    this.producer = kafka.producer(settings);
  }

  static async start(client: { kafka: Kafka; producer: ProducerConfig }, topic: string): Promise<KafkaLoad> {
    const load = new KafkaLoad(client.kafka, client.producer, topic);
    await load.producer.connect();
    return load;
  }

  protected async write(id: number): Promise<boolean> {
    try {
      const messages = [{ key: this.mark, value: String(id), partition: id % 2 }];
      await this.producer.send({ topic: this.topic, acks: -1, messages });
      return true;
    } catch (error) {
      // After giving up, kafkajs would reuse the sequence number: see the client settings' own note.
      await this.producer.disconnect().catch(() => undefined);
      this.producer = this.kafka.producer(this.settings);
      await this.producer.connect().catch(() => undefined);
      throw error;
    }
  }

  protected async readAll(): Promise<ReadonlySet<number>> {
    const ends = await this.endOffsets();
    const found = new Set<number>();
    const consumer = this.kafka.consumer({ groupId: `test-${this.mark}`, sessionTimeout: 10_000 });
    await consumer.connect();
    await consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => {
        reject(new Error('the final read never reached the end'));
      }, 60_000);
      const done = () => {
        clearTimeout(deadline);
        resolve();
      };
      if (ends.size === 0) done();
      consumer
        .run({
          eachMessage: ({ partition, message }) => {
            if (message.key?.toString() === this.mark) found.add(Number(message.value?.toString()));
            if (Number(message.offset) + 1 >= (ends.get(partition) ?? 0)) ends.delete(partition);
            if (ends.size === 0) done();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return found;
  }

  private async endOffsets(): Promise<Map<number, number>> {
    // A broker that has just come back gets its partitions back: "not the leader" means to ask who leads, and go there.
    const offsets = await eventually('the end offsets', 20_000, async () => {
      const admin = this.kafka.admin();
      await admin.connect();
      try {
        return await admin.fetchTopicOffsets(this.topic);
      } finally {
        await admin.disconnect();
      }
    });
    return new Map(
      offsets.map((o): [number, number] => [o.partition, Number(o.high)]).filter(([, high]) => high > 0),
    );
  }

  protected async close(): Promise<void> {
    await this.producer.disconnect().catch(() => undefined);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

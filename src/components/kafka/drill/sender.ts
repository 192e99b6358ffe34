import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Reader, Writer } from '../observe/wire.ts';
import type { Endpoint } from '../properties.ts';
import type { LargeBatch } from './large-batch.ts';

/** Produce 0, version 3: the oldest that Kafka 4 knows (KIP-896), and its answer is the shortest. */
const produce = { key: 0, version: 3 };
/** In-sync replicas all have it. */
const allReplicas = -1;
/** For the replicas, ms. */
const replicaPatience = 10_000;

/** What a partition said; 0 means that the message is acknowledged, else Kafka's number of the error. */
export interface Answer {
  readonly partition: number;
  readonly error: number;
}

/**
 * One connection to one broker with one request on the way. Not kafkajs: it computes the checksum of each message, and
 * on the cores that the brokers need.
 */
export class Sender {
  readonly #endpoint: Endpoint;
  readonly #batch: LargeBatch;
  #socket: Socket | undefined;

  constructor(endpoint: Endpoint, batch: LargeBatch) {
    this.#endpoint = endpoint;
    this.#batch = batch;
  }

  /**
   * Sends one large message to each of these partitions, which the broker leads.
   *
   * @returns the answer of each partition
   * @throws Error when the connection ends before the answer is here; then nobody knows
   */
  async send(topic: string, keys: ReadonlyMap<number, string>): Promise<readonly Answer[]> {
    const socket = (this.#socket ??= await open(this.#endpoint));
    socket.cork();
    for (const piece of this.#request(topic, keys)) socket.write(piece);
    socket.uncork();
    try {
      return readAnswer(await answerOn(socket));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #request(topic: string, keys: ReadonlyMap<number, string>): readonly Buffer[] {
    const { bytes } = this.#batch;
    const header = new Writer().int16(produce.key).int16(produce.version).int32(1).string('holdfast-drill');
    // No transaction, one topic.
    const head = header
      .int16(-1)
      .int16(allReplicas)
      .int32(replicaPatience)
      .int32(1)
      .string(topic)
      .int32(keys.size);
    const partitions = [...keys].flatMap(([partition, key]) => [
      new Writer().int32(partition).int32(bytes).bytes(),
      ...this.#batch.withKey(key),
    ]);
    const pieces = [head.bytes(), ...partitions];
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return [new Writer().int32(length).bytes(), ...pieces];
  }
}

async function open({ host, port }: Endpoint): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  // An end without an answer is told by whoever waits for the answer.
  socket.on('error', () => undefined);
  return socket;
}

/** The next answer: its size in four bytes, then as many. */
async function answerOn(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      settle();
      reject(new Error('the broker closed the connection'));
    };
    const take = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE()) return;
      settle();
      resolve(received.subarray(4));
    };
    const settle = (): void => void socket.off('data', take).off('close', ended);
    if (socket.destroyed) ended();
    else socket.on('data', take).on('close', ended);
  });
}

function readAnswer(message: Buffer): readonly Answer[] {
  const reader = new Reader(message);
  reader.int32();
  const topics = reader.array(() => {
    reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      const error = reader.int16();
      reader.int64();
      reader.int64();
      return { partition, error };
    });
  });
  return topics.flat();
}

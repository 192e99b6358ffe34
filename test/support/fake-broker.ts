import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Reader, Writer } from '../../src/components/kafka/observe/wire.ts';
import type { Endpoint } from '../../src/components/kafka/properties.ts';

/** A produce request as it arrived. */
export interface Produced {
  readonly acks: number;
  readonly producer: bigint;
  readonly sequence: number;
  readonly value: string;
}

/** What comes back for a produce request: the number of an error, nothing at all, or the end of the connection. */
export type Reply = number | 'silence' | 'close';

/** Leads one partition of one topic and answers as it is told to. Speaks just what a writer asks. */
export class FakeBroker implements AsyncDisposable {
  readonly produced: Produced[] = [];
  /** One for each produce request; 0 when there is none left. */
  readonly replies: Reply[] = [];
  leads = true;
  private readonly server = createServer((socket) => {
    this.serve(socket);
  });
  private readonly sockets = new Set<Socket>();
  private producers = 0n;
  private readonly node: number;
  private readonly topic: string;

  constructor(node: number, topic: string) {
    this.node = node;
    this.topic = topic;
  }

  async listen(): Promise<Endpoint> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const reader = new Reader(bytes);
      reader.int32();
      const key = reader.int16();
      reader.int16();
      const correlation = reader.int32();
      reader.string();
      const body = this.answer(key, reader);
      if (body === 'close') socket.destroy();
      if (typeof body === 'string') return;
      const message = Buffer.concat([new Writer().int32(correlation).bytes(), body.bytes()]);
      socket.write(Buffer.concat([new Writer().int32(message.length).bytes(), message]));
    });
  }

  private answer(key: number, reader: Reader): Writer | 'silence' | 'close' {
    if (key === 3) return this.metadata();
    if (key === 22) return this.newProducer();
    this.note(reader);
    const reply = this.replies.shift() ?? 0;
    if (typeof reply === 'string') return reply;
    return new Writer()
      .int32(1)
      .string(this.topic)
      .int32(1)
      .int32(0)
      .int16(reply)
      .int64(0n)
      .int64(-1n)
      .int32(0);
  }

  private metadata(): Writer {
    const head = new Writer()
      .int32(0)
      .int32(0)
      .int16(-1)
      .int32(this.node)
      .int32(1)
      .int16(0)
      .string(this.topic);
    const partition = head
      .int8(0)
      .int32(1)
      .int16(0)
      .int32(0)
      .int32(this.leads ? this.node : -1)
      .int32(1);
    return partition.int32(0).int32(0).int32(0);
  }

  private newProducer(): Writer {
    this.producers += 1n;
    return new Writer().int32(0).int16(0).int64(this.producers).int16(0);
  }

  private note(reader: Reader): void {
    reader.int16();
    const acks = reader.int16();
    reader.int32();
    reader.int32();
    reader.string();
    reader.int32();
    reader.int32();
    const batch = reader.blob();
    const value = /\d+ \d+/.exec(batch.subarray(61).toString('latin1'))?.[0] ?? '';
    this.produced.push({ acks, producer: batch.readBigInt64BE(43), sequence: batch.readInt32BE(53), value });
  }
}

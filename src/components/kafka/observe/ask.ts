import { connect, type Socket } from 'node:net';
import type { Request } from './requests.ts';
import { Reader, Writer } from './wire.ts';

/** No answer of a cluster that fits one host comes near; more means that something else listens there. */
const largestAnswer = 64 * 1024 * 1024;

/**
 * Sends one request over a connection of its own and returns the answer. kafkajs knows no DescribeQuorum, and its
 * retries outlast what `status` may take.
 *
 * @throws Error with the reason in one line when there is no answer within `limit` ms, or it is an error
 */
export async function ask<Answer>(
  { host, port }: { readonly host: string; readonly port: number },
  request: Request<Answer>,
  limit: number,
  signal: AbortSignal,
): Promise<Answer> {
  const socket = connect({ host, port, noDelay: true });
  const give = (reason: string) => () => void socket.destroy(new Error(reason));
  const timer = setTimeout(give(`no answer within ${String(limit / 1000)} s`), limit);
  const stop = give('interrupted');
  signal.addEventListener('abort', stop, { once: true });
  try {
    socket.write(framed(request));
    return readAnswer(request, await answerOn(socket));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** The request as it goes over a connection. */
export function framed({ key, version, flexible, body }: Request<unknown>): Buffer {
  const header = new Writer().int16(key).int16(version).int32(1).string('holdfast-status');
  const message = Buffer.concat([(flexible ? header.noTags() : header).bytes(), body]);
  return Buffer.concat([new Writer().int32(message.length).bytes(), message]);
}

/** The first message that comes back: its size in four bytes, then as many. */
async function answerOn(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    if (received.length < 4) continue;
    const size = received.readInt32BE();
    if (size < 0 || size > largestAnswer) throw new Error('what answers there is not Kafka');
    if (received.length >= 4 + size) return received.subarray(4, 4 + size);
  }
  throw new Error('the connection was closed without an answer');
}

/** What a message without its length says. */
export function readAnswer<Answer>({ flexible, read }: Request<Answer>, message: Buffer): Answer {
  const reader = new Reader(message);
  reader.int32();
  if (flexible) reader.skipTags();
  return read(reader);
}

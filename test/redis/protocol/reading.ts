import { ReplyParser } from '../../../src/redis/protocol/parser.ts';
import type { Reply, Shape } from '../../../src/redis/protocol/reply.ts';

export interface ReadResult {
  readonly replies: Reply[];
  readonly pushes: Reply[][];
}

/** Reads chunks as a socket would give them: each in a buffer that is overwritten afterwards. */
export function read(chunks: readonly Buffer[], shape: Shape = 'text'): ReadResult {
  const result: ReadResult = { replies: [], pushes: [] };
  const parser = new ReplyParser({
    shape: () => shape,
    reply: (value) => result.replies.push(value),
    push: (items) => result.pushes.push(items),
  });
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk);
    parser.feed(lent);
    lent.fill(0xee);
  }
  return result;
}

export function readText(text: string, shape?: Shape): ReadResult {
  return read([Buffer.from(text)], shape);
}

/** Cuts bytes at the given places, in any order, repeated or not. */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

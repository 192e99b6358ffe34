import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What to answer to a command: the bytes of a reply, or nothing. */
export type Answer = (words: readonly string[], socket: Socket) => string | undefined;

/** A server that reads commands its own simple way and answers what it is told to. */
export class FakeRedis implements AsyncDisposable {
  /** Every chunk that came, as one socket gave it. */
  readonly chunks: string[] = [];
  /** Every command, in order, over all connections. */
  readonly commands: string[][] = [];
  readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private answer: Answer;

  private constructor(answer: Answer) {
    this.answer = answer;
    this.server = createServer((socket) => {
      this.serve(socket);
    });
  }

  /** Without an answer it greets as a RESP3 server and says OK to everything else. */
  static async listening(answer: Answer = () => undefined, where: number | string = 0): Promise<FakeRedis> {
    const fake = new FakeRedis(answer);
    await new Promise<void>((resolve, reject) => {
      fake.server.once('error', reject);
      if (typeof where === 'string') fake.server.listen(where, resolve);
      else fake.server.listen(where, '127.0.0.1', resolve);
    });
    return fake;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.port };
  }

  /** Answers otherwise from now on. */
  answerWith(answer: Answer): void {
    this.answer = answer;
  }

  /** Sends bytes that nobody asked for to everybody. */
  say(bytes: string): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let rest = '';
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.chunks.push(chunk.toString('latin1'));
      rest = this.take(rest + chunk.toString('latin1'), socket);
    });
  }

  private take(text: string, socket: Socket): string {
    let rest = text;
    for (let next = nextCommand(rest); next !== undefined; next = nextCommand(rest)) {
      rest = rest.slice(next.length);
      this.commands.push(next.words);
      const reply = this.answer(next.words, socket) ?? usual(next.words);
      if (reply !== '' && socket.writable) socket.write(reply);
    }
    return rest;
  }
}

/** An answer of no bytes at all. */
export const silence = '';

/** A server's greeting as RESP3 servers give it. */
export const greeting = '%2\r\n+server\r\n+fake\r\n+proto\r\n:3\r\n';

function usual([name]: readonly string[]): string {
  return name === 'HELLO' ? greeting : '+OK\r\n';
}

function nextCommand(text: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  let at = head[0].length;
  const words: string[] = [];
  for (let i = 0; i < Number(head[1]); i++) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (length === null) return undefined;
    const from = at + length[0].length;
    at = from + Number(length[1]) + 2;
    if (text.length < at) return undefined;
    words.push(text.slice(from, at - 2));
  }
  return { words, length: at };
}

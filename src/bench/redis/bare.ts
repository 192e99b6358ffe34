import { connect, type Socket } from 'node:net';
import type { Subject, Target } from './subject.ts';

/** Commands of one write, and on their way at once: what a bare socket is fastest with. */
const writeSize = 128;
const window = 1024;

/** Bytes of `+OK` with its end. */
const okBytes = 5;

/**
 * No client at all: a socket that writes commands which were encoded before, and counts the bytes of the replies. What it
 * reaches is what the server and the kernel leave to any client on one connection.
 */
export async function bareSocket({ host, port }: Target): Promise<Subject> {
  const counter: { replied: (bytes: number) => void } = { replied: () => undefined };
  const onread = {
    buffer: Buffer.allocUnsafeSlow(64 * 1024),
    callback: (bytes: number): boolean => {
      counter.replied(bytes);
      return true;
    },
  };
  const socket = await connected(connect({ host, port, noDelay: true, onread }));
  const none = (): Promise<never> => Promise.reject(new Error('a bare socket only writes in bulk'));
  return {
    name: 'bare socket',
    note: 'encoded beforehand, replies only counted: the most that any client can reach',
    set: none,
    get: none,
    bulkSet: (count, keyOf, value) =>
      new Promise((resolve) => {
        const text = encoded(keyOf, value);
        let missing = Math.ceil(count / writeSize) * writeSize;
        let unwritten = missing;
        let bytes = 0;
        const more = (): void => {
          for (; unwritten > 0 && missing - unwritten + writeSize <= window; unwritten -= writeSize)
            socket.write(text);
        };
        counter.replied = (read) => {
          bytes += read;
          const whole = Math.floor(bytes / okBytes);
          bytes -= whole * okBytes;
          missing -= whole;
          if (missing === 0) resolve(undefined);
          else more();
        };
        more();
      }),
    close: () => new Promise((resolve) => socket.end(resolve)),
  };
}

function connected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function encoded(keyOf: (index: number) => string, value: string): Buffer {
  const commands = Array.from({ length: writeSize }, (_, index) => {
    const key = keyOf(index);
    return `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${value.length}\r\n${value}\r\n`;
  });
  return Buffer.from(commands.join(''));
}

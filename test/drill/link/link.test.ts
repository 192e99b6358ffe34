import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Link } from '../../../src/drill/link/link.ts';
import type { Endpoint } from '../../../src/drill/link/proxy.ts';
import { collect, echo, later, TestClient, TestServer, until } from './server.ts';

const open: { link?: Link; server?: TestServer; clients: TestClient[] } = { clients: [] };

afterEach(async () => {
  for (const { socket } of open.clients.splice(0)) socket.destroy();
  await open.link?.close();
  await open.server?.[Symbol.asyncDispose]();
});

/** A link to a server that serves so. */
async function linked(serve: (socket: Socket) => void, lag = { delay: 40, jitter: 20 }) {
  const server = (open.server = await TestServer.listening(serve));
  const link = (open.link = new Link(lag));
  const endpoint = await link.through(server.endpoint);
  return { server, link, endpoint };
}

async function client(endpoint: Endpoint): Promise<TestClient> {
  const one = await TestClient.to(endpoint);
  open.clients.push(one);
  return one;
}

describe('a link that passes', () => {
  test('is one proxy for each endpoint, on a port of its own', async () => {
    const { server, link, endpoint } = await linked(echo);
    expect(await link.through(server.endpoint)).toEqual(endpoint);
    expect(endpoint.port).not.toBe(server.endpoint.port);
    expect(await link.endpoints()).toEqual([endpoint]);
  });

  test.each([1, 2, 3, 7, 1448, 65_536, 1_000_000])(
    'leaves bytes untouched that are written in pieces of %i',
    async (size) => {
      const { endpoint } = await linked(echo);
      const sent = randomBytes(Math.min(2_000_000, size * 500));
      const { socket, ...one } = await client(endpoint);
      for (let from = 0; from < sent.length; from += size) socket.write(sent.subarray(from, from + size));
      await until(() => sizeOf(one.chunks) >= sent.length, 10_000);
      expect(Buffer.concat(one.chunks).equals(sent)).toBe(true);
    },
  );

  test('passes on that one side has ended, while the other goes on', async () => {
    const { server, endpoint } = await linked((socket) => {
      socket.on('data', () => undefined);
      socket.on('end', () => socket.end('all of it'));
    });
    const one = await client(endpoint);
    one.socket.end('a question');
    await until(() => one.fate === 'end');
    expect([server.text, one.text]).toEqual([['a question'], 'all of it']);
  });

  test('passes on a reset, and that nobody listens', async () => {
    const { server, endpoint } = await linked((socket) => {
      socket.on('data', () => socket.resetAndDestroy());
    });
    const one = await client(endpoint);
    one.socket.write('x');
    await until(() => one.fate === 'ECONNRESET');
    await server[Symbol.asyncDispose]();
    const late = await client(endpoint);
    await until(() => late.fate === 'ECONNRESET');
  });

  test('lets a client that left leave the server as well', async () => {
    const { server, endpoint } = await linked(collect);
    const one = await client(endpoint);
    await until(() => server.sockets.length === 1);
    one.socket.resetAndDestroy();
    await until(() => server.sockets[0]?.closed === true);
  });

  test('keeps nothing for a reader that does not read: the writer has to wait, and all arrives in the end', async () => {
    const { server, endpoint } = await linked(() => undefined);
    const piece = randomBytes(64 * 1024);
    const all = 2048;
    const one = await client(endpoint);
    await until(() => server.sockets.length === 1);
    const before = process.memoryUsage().arrayBuffers;
    let written = 0;
    const writing = (async () => {
      for (; written < all; written += 1) if (!one.socket.write(piece)) await once(one.socket, 'drain');
    })();
    let seen = -1;
    while (seen !== written) {
      seen = written;
      await later(200);
    }
    // What the systems' own buffers take, on two connections, is some MiB of the 128.
    expect(written * piece.length).toBeLessThan(32 * 1024 * 1024);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
    let [length, equal] = [0, true];
    server.sockets[0]!.on('data', (bytes: Buffer) => {
      for (let at = 0; at < bytes.length;) {
        const from = (length + at) % piece.length;
        const part = bytes.subarray(at, at + piece.length - from);
        equal &&= part.equals(piece.subarray(from, from + part.length));
        at += part.length;
      }
      length += bytes.length;
    });
    await writing;
    await until(() => length === all * piece.length, 10_000);
    expect(equal).toBe(true);
  });
});

describe('a link that lags', () => {
  test('adds its time each way, and is over at once', async () => {
    const { link, endpoint } = await linked(echo, { delay: 100, jitter: 20 });
    const one = await client(endpoint);
    expect(await roundTrip(one)).toBeLessThan(60);
    await link.become('lag');
    expect(link.leastRoundTrip).toBe(160);
    for (let time = 0; time < 3; time += 1) {
      const took = await roundTrip(one);
      expect(took).toBeGreaterThanOrEqual(160);
      expect(took).toBeLessThan(240 + 60);
    }
    const waiting = roundTrip(one);
    await later(20);
    await link.become('pass');
    expect(await waiting).toBeLessThan(100);
  });

  test('keeps the order, whatever each chunk comes later by, and the bytes', async () => {
    const { link, endpoint } = await linked(echo);
    await link.become('lag');
    const sent = randomBytes(1_500_000);
    const one = await client(endpoint);
    for (let from = 0; from < sent.length; from += 5000) {
      one.socket.write(sent.subarray(from, from + 5000));
      if (from % 100_000 === 0) await later(1);
    }
    one.socket.end();
    await until(() => one.fate === 'end', 10_000);
    expect(one.bytes.equals(sent)).toBe(true);
  });
});

describe('a link that stalls', () => {
  test('passes nothing while connections stay open, and then everything in order', async () => {
    const { server, link, endpoint } = await linked(echo);
    const one = await client(endpoint);
    one.socket.write('0 ');
    await until(() => one.text === '0 ');
    await link.become('stall');
    for (let number = 1; number <= 50; number += 1) {
      one.socket.write(`${String(number)} `);
      await later(2);
    }
    server.sockets[0]!.write('from the server ');
    await later(200);
    expect([server.text, one.text, one.fate]).toEqual([['0 '], '0 ', 'open']);
    await link.become('pass');
    const numbers = Array.from({ length: 51 }, (_, number) => `${String(number)} `).join('');
    await until(() => server.text[0] === numbers && one.text.length === numbers.length + 16);
    expect(one.text.replace('from the server ', '')).toBe(numbers);
    expect(one.text).toMatch(/^0 from the server 1 /);
  });

  test('lets clients connect, whose words arrive when it is over', async () => {
    const { server, link, endpoint } = await linked(echo);
    await link.become('stall');
    const one = await client(endpoint);
    one.socket.write('late');
    await later(100);
    expect(server.sockets).toHaveLength(0);
    await link.become('pass');
    await until(() => one.text === 'late');
  });

  test('brings nothing of a client that gave up before it ever got through', async () => {
    const { server, link, endpoint } = await linked(echo);
    await link.become('stall');
    const [ended, reset] = [await client(endpoint), await client(endpoint)];
    ended.socket.end('never');
    reset.socket.write('never');
    await later(50);
    reset.socket.resetAndDestroy();
    await until(() => ended.fate === 'end');
    await later(50);
    await link.become('pass');
    await later(100);
    expect(server.sockets).toHaveLength(0);
  });

  test('tells the server only when it is over that a client has left, with what that had said before', async () => {
    const { server, link, endpoint } = await linked(collect);
    const one = await client(endpoint);
    one.socket.write('a');
    await until(() => server.text[0] === 'a');
    await link.become('stall');
    one.socket.end('b');
    await later(100);
    expect([server.text, server.sockets[0]!.readableEnded]).toEqual([['a'], false]);
    await link.become('pass');
    await until(() => server.sockets[0]!.readableEnded);
    expect(server.text).toEqual(['ab']);
  });

  test('lets a client that goes on writing wait', async () => {
    const { link, endpoint } = await linked(collect);
    const one = await client(endpoint);
    await link.become('stall');
    one.socket.write(Buffer.alloc(64 * 1024 * 1024));
    await later(500);
    expect(one.socket.writableLength).toBeGreaterThan(0);
  });
});

describe('a link that is cut', () => {
  test('resets both ends, refuses, and is there again at the same place', async () => {
    const { server, link, endpoint } = await linked(echo);
    const one = await client(endpoint);
    await until(() => server.sockets.length === 1);
    await link.become('cut');
    await until(() => one.fate === 'ECONNRESET' && server.sockets[0]!.closed);
    await expect(TestClient.to(endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await link.become('cut');
    await link.become('pass');
    await link.become('pass');
    const again = await client(endpoint);
    again.socket.write('here');
    await until(() => again.text === 'here');
  });

  test('drops what a stall before it held back', async () => {
    const { server, link, endpoint } = await linked(echo);
    const one = await client(endpoint);
    one.socket.write('1');
    await until(() => one.text === '1');
    await link.become('stall');
    one.socket.write('2');
    await later(50);
    await link.become('cut');
    await link.become('pass');
    await later(100);
    expect(server.text).toEqual(['1']);
  });
});

test('nothing is left of a link that was closed', async () => {
  const { server, link, endpoint } = await linked(echo);
  const one = await client(endpoint);
  await until(() => server.sockets.length === 1);
  await link.close();
  await until(() => one.fate === 'ECONNRESET' && server.sockets[0]!.closed);
  await expect(TestClient.to(endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** ms until one byte is back. */
async function roundTrip({ socket }: TestClient): Promise<number> {
  const began = performance.now();
  socket.write('x');
  await once(socket, 'data');
  return performance.now() - began;
}

import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpClient, NoAnswer } from '../../../../src/components/apps/drill/client.ts';

const get = { method: 'GET', path: '/' } as const;
const good = 'HTTP/1.1 200 OK\r\nX-Upstream-Replica: web-2\r\nContent-Length: 2\r\n\r\nok';
const open: { client?: HttpClient; server?: Server; sockets: Socket[] } = { sockets: [] };

/** Answers the n-th request it sees, counted over all connections from 1. */
async function serve(
  answer: (request: number, socket: Socket, connection: number) => void,
): Promise<HttpClient> {
  let requests = 0;
  let connections = 0;
  const server = createServer((socket) => {
    const connection = (connections += 1);
    open.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      answer((requests += 1), socket, connection);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.server = server;
  open.client = new HttpClient((server.address() as AddressInfo).port);
  return open.client;
}

afterEach(() => {
  open.client?.close();
  open.server?.close();
  open.sockets.splice(0).forEach((socket) => socket.destroy());
});

test('one connection serves many requests, and names who answered', async () => {
  const seen = new Set<number>();
  const client = await serve((_request, socket, connection) => {
    seen.add(connection);
    socket.write(good);
  });
  for (let left = 3; left > 0; left -= 1)
    expect(await client.send(get, 1000)).toEqual({ status: 200, replica: 'web-2', body: 'ok' });
  expect(seen.size).toBe(1);
});

test('a GET that meets a connection being closed is sent again on a new one', async () => {
  const client = await serve((request, socket, connection) => {
    if (request === 1 || connection === 2) socket.write(good);
    else socket.destroy();
  });
  await client.send(get, 1000);
  expect((await client.send(get, 1000)).status).toBe(200);
  expect(client.repeated).toBe(1);
});

test('a POST on a kept connection that is closed is not sent again', async () => {
  const client = await serve((request, socket) => (request === 1 ? socket.write(good) : socket.destroy()));
  await client.send(get, 1000);
  const error = await client.send({ method: 'POST', path: '/', body: '{}' }, 1000).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(NoAnswer);
  expect(error).toMatchObject({ unsent: false });
  expect(client.repeated).toBe(0);
});

test('a connection that breaks on its first request is told, not tried again', async () => {
  const client = await serve((_request, socket) => socket.destroy());
  await expect(client.send(get, 1000)).rejects.toThrow('socket hang up');
});

test('an answer that breaks off is none, and silence ends with patience', async () => {
  const half = await serve((request, socket) => {
    if (request === 1) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
  });
  await expect(half.send(get, 1000)).rejects.toBeInstanceOf(NoAnswer);
  await expect(half.send(get, 100)).rejects.toThrow('no answer in 0.1 s');
});

test('nobody there: surely unsent', async () => {
  const client = await serve(() => undefined);
  await new Promise((closed) => open.server?.close(closed));
  await expect(client.send(get, 1000)).rejects.toMatchObject({ unsent: true });
});

test('240 are under way at most; the next waits for a place, and not longer than a second', async () => {
  let answering = false;
  const client = await serve((_request, socket) => {
    if (answering) socket.write(good);
  });
  const waiting = Array.from({ length: 240 }, () => client.send(get, 1300).catch((e: unknown) => e));
  await expect(client.send(get, 5000)).rejects.toMatchObject({
    unsent: true,
    message: '240 requests are still without an answer',
  });
  answering = true;
  expect(await client.send(get, 5000)).toMatchObject({ status: 200 });
  expect(await Promise.all(waiting)).toHaveLength(240);
});

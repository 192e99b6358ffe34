import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { afterReading, Clock } from '../../../src/redis/connection/clock.ts';

/** Takes all of the CPU of this process. */
function hold(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Answers after 20 ms, on a thread of its own: what it says arrives while this one is held up. */
const server = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => setTimeout(() => socket.write('reply'), 20));
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('a clock that rings late because the process was held up rings after what had arrived was read', async () => {
  const worker = new Worker(server, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const seen: string[] = [];
  socket.on('data', () => seen.push('read'));
  const rung = new Promise<void>((resolve) => {
    const clock = new Clock(() => {
      seen.push('late');
      resolve();
    });
    const now = performance.now();
    clock.set(now + 100, now);
  });
  socket.write('question');
  await new Promise((resolve) => setImmediate(resolve));
  hold(300);
  await rung;
  expect(seen).toEqual(['read', 'late']);
  socket.destroy();
  await once(socket, 'close');
  await worker.terminate();
});

test('one that is in time rings at once', () => {
  let called = false;
  afterReading(performance.now(), () => (called = true));
  expect(called).toBe(true);
});

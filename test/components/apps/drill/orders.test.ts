import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Orders } from '../../../../src/components/apps/drill/orders.ts';

/** What the app knows, by id: whether it is processed. Anything else it has forgotten. */
const known = new Map<string, boolean>();
let answers = true;
const app = createServer((request, response) => {
  const id = request.url?.split('/').at(-1) ?? '';
  if (request.method === 'DELETE') known.delete(id);
  response.writeHead(answers ? 200 : 502);
  response.end(JSON.stringify({ processed: known.get(id) ?? false }));
});
let port = 0;

beforeAll(async () => {
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  ({ port } = app.address() as AddressInfo);
});
afterAll(async () => {
  app.closeAllConnections();
  app.close();
  await once(app, 'close');
});
beforeEach(() => {
  known.clear();
  answers = true;
});

const minute = 60_000;
const id = (sequence: number): string => `holdfast-drill-word-${String(sequence)}`;

/** So many orders, all answered at 0, all accepted. */
function taken(count: number): Orders {
  const orders = new Orders('/orders', 'word');
  for (let sequence = 1; sequence <= count; sequence += 1) {
    orders.note(sequence, { outcome: 'ok' }, 0);
    known.set(id(sequence), true);
  }
  return orders;
}

async function countOf(orders: Orders): Promise<number | undefined> {
  const final = await orders.readBack(port, 'http/order');
  return final.kind === 'counter' ? final.values.get('/orders') : undefined;
}

test('an order that was seen processed counts, though the app has forgotten it since', async () => {
  const orders = taken(3);
  await orders.tend(port, 2 * minute);
  expect(known.size).toBe(3);
  known.clear();
  expect(await countOf(orders)).toBe(3);
});

test('one that nobody looked after in time reads as lost, so that the test above means something', async () => {
  const orders = new Orders('/orders', 'word');
  orders.note(1, { outcome: 'info' }, 0);
  orders.note(2, { outcome: 'fail' }, 0);
  await orders.tend(port, 2 * minute);
  expect(await countOf(orders)).toBe(0);
});

test('old ones are taken out of the numbers before they are forgotten, and count all the same', async () => {
  const orders = taken(25);
  await orders.tend(port, 6 * minute);
  expect(known.size).toBe(0);
  expect(await countOf(orders)).toBe(25);
});

test('what does not answer is left for the next time', async () => {
  const orders = taken(2);
  answers = false;
  await orders.tend(port, 2 * minute);
  answers = true;
  await orders.tend(port, 3 * minute);
  known.clear();
  expect(await countOf(orders)).toBe(2);
});

test('young ones are let alone', async () => {
  const orders = taken(1);
  await orders.tend(port, minute / 2);
  known.clear();
  orders.note(2, { outcome: 'info' }, 0);
  await orders.cancel(port);
  expect(await countOf(orders)).toBe(0);
});

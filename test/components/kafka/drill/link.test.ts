import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { brokersOf, byLink } from '../../../../src/components/kafka/drill/load/brokers.ts';
import { KafkajsClient } from '../../../../src/components/kafka/drill/load/kafkajs-client.ts';
import { probe } from '../../../../src/components/kafka/drill/load/probe.ts';
import { kafkaSchema } from '../../../../src/components/kafka/schema.ts';
import { Link } from '../../../../src/drill/link/link.ts';
import { planOf } from '../../../support/bundle.ts';
import { FakeBroker } from '../../../support/fake-broker.ts';

const plan = planOf('name: shop');
const settings = kafkaSchema.parse({});
const to = { topic: 'holdfast.drill.x', partition: 0 };
const message = { key: 'k', value: '1 0' };
const { signal } = new AbortController();
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

function newLink(): Link {
  const link = new Link();
  open.push(() => link.close());
  return link;
}

test('without a link brokers are reached directly, with one each has a way of its own', async () => {
  const brokers = brokersOf(settings, plan);
  expect(await byLink(brokers, undefined)).toBe(brokers);
  const link = newLink();
  const ways = await byLink(brokers, link);
  expect([...ways.keys()]).toEqual([1, 2, 3]);
  expect([...ways.values()]).toEqual(await link.endpoints());
});

test('a client of the plain protocol goes by the link', async () => {
  const broker = new FakeBroker(1, to.topic);
  open.push(() => broker[Symbol.asyncDispose]());
  const link = newLink();
  const ways = await byLink(new Map([[1, await broker.listen()]]), link);
  expect(await probe(ways, to, message, signal)).toEqual({ outcome: 'ok' });
  await link.become('cut');
  expect(await probe(ways, to, message, signal)).toMatchObject({ outcome: 'fail' });
  await link.become('pass');
  expect(await probe(ways, to, message, signal)).toEqual({ outcome: 'ok' });
  expect(broker.produced).toHaveLength(2);
});

test('kafkajs is told the addresses that brokers tell, and connects to where they are reached', async () => {
  let connections = 0;
  const server = await new Promise<Server>((resolve) => {
    const one = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).destroy();
    }).listen(0, '127.0.0.1', () => {
      resolve(one);
    });
  });
  open.push(
    () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  );
  const way = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const client = new KafkajsClient(new Map([1, 2, 3].map((node) => [node, way])), settings, plan);
  const admin = client.kafka.admin({ retry: { retries: 0 } });
  await expect(admin.connect()).rejects.toThrow();
  client.shut();
  expect(connections).toBeGreaterThan(0);
});

import { expect, test } from 'vitest';
import { portOf, Shop, until } from '../../support/shop.ts';

test('goes to whom all name', async () => {
  await using shop = new Shop();
  const node = await shop.node('master');
  const client = shop.client(await shop.sentinels(node.at));
  expect(await portOf(client)).toBe(node.at.port);
  expect(await client.set('k', 'v')).toBe('OK');
  expect(node.heard).toEqual(['SET k v']);
});

test('a Sentinel with newer news is right against all others', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at, 4);
  sentinels[2].saying = { primary: promoted.at, epoch: 5 };
  expect(await portOf(shop.client(sentinels))).toBe(promoted.at.port);
});

test('the leader of a failover is believed before it has published it', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('hangs'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at, 4);
  sentinels[0].saying = { primary: promoted.at, before: old.at, epoch: 4 };
  expect(await portOf(shop.client(sentinels))).toBe(promoted.at.port);
});

test('nobody is used that does not say itself that it is primary', async () => {
  await using shop = new Shop();
  const elsewhere = { host: '127.0.0.1', port: 1 };
  const node = await shop.node(elsewhere);
  const client = shop.client(await shop.sentinels(node.at), { timeout: 150 });
  await expect(client.set('k', 'v')).rejects.toMatchObject({
    code: 'TIMEOUT',
    sent: false,
    message: expect.stringContaining('does not say that it is primary') as string,
  });
  expect(node.heard).toEqual([]);
  expect(shop.reports.filter((report) => report.startsWith('unplaced'))).toHaveLength(1);
  node.role = 'master';
  expect(await client.set('k', 'v')).toBe('OK');
});

test('two dead Sentinels and one that hangs cost little while one answers', async () => {
  await using shop = new Shop();
  const node = await shop.node('master');
  const [a, b, c] = await shop.sentinels(node.at);
  c.saying = { ...c.saying, hangs: true };
  await b[Symbol.asyncDispose]();
  const client = shop.client([a, b, c], { patience: 1000 });
  const began = performance.now();
  expect(await portOf(client)).toBe(node.at.port);
  // No quorum agrees: the others have 100 ms to say otherwise, and not their whole second.
  expect(performance.now() - began).toBeLessThan(600);
});

test('no Sentinel at all: it asks on, and comes back with the first', async () => {
  await using shop = new Shop();
  const node = await shop.node('master');
  const [a, b, c] = await shop.sentinels(node.at);
  for (const sentinel of [a, b, c]) await sentinel[Symbol.asyncDispose]();
  const client = shop.client([a, b, c]);
  await until('it to say that nobody answers', () => shop.reports.some((one) => one.includes('no Sentinel')));
  await shop.sentinel('b', b.saying, b.at.port);
  expect(await portOf(client)).toBe(node.at.port);
});

test('learns the others from one, by their ids, and through the map', async () => {
  await using shop = new Shop();
  const node = await shop.node('master');
  const [a, b] = await shop.sentinels(node.at);
  const told = (host: string) => ({ host, port: 26_379 });
  a.saying = {
    ...a.saying,
    primary: { host: '10.9.9.1', port: 6379 },
    peers: [
      { id: 'a', at: told('10.9.9.11') },
      { id: 'b', at: told('10.9.9.12') },
    ],
  };
  b.saying = { ...a.saying, peers: [{ id: 'a', at: told('10.9.9.11') }] };
  const addressMap = { '10.9.9.1:6379': node.at, '10.9.9.12:26379': b.at };
  const client = shop.client([a], { addressMap });
  expect(await portOf(client)).toBe(node.at.port);
  await until('it to listen to the other', () => b.listeners === 1);
  expect(client.sentinels).toEqual([a.at, b.at]);
  // What a Sentinel tells of the one that told of it is nothing new, though its address is not mapped.
  b.switches({ host: '10.9.9.1', port: 6379 }, 2);
  await until('it to ask again', () => b.asked > 0);
  expect(client.sentinels).toHaveLength(2);
});

test('a learned Sentinel that is gone, and that no other tells of any more, is forgotten; a seed is not', async () => {
  await using shop = new Shop();
  const node = await shop.node('master');
  const [a, b, c] = await shop.sentinels(node.at);
  a.saying = { ...a.saying, peers: [{ id: 'b', at: b.at }] };
  const client = shop.client([a, c], { refresh: 20 });
  await until('it to know three', () => client.sentinels.length === 3);
  await b[Symbol.asyncDispose]();
  await c[Symbol.asyncDispose]();
  a.saying = { ...a.saying, peers: [] };
  await until('it to know two', () => client.sentinels.length === 2);
  expect(client.sentinels).toEqual([a.at, c.at]);
});

test('leaves nothing behind when it is closed', async () => {
  await using shop = new Shop();
  const node = await shop.node('master');
  const sentinels = await shop.sentinels(node.at);
  const client = shop.client(sentinels);
  await client.ready();
  await client.close();
  await until('every connection to be gone', () =>
    [...sentinels.map(({ listeners }) => listeners), node.server.sockets.size].every((count) => count === 0),
  );
  await expect(client.set('k', 'v')).rejects.toMatchObject({ code: 'CLOSED', sent: false });
});

test('wants at least one Sentinel, and an ackTimeout below stall', async () => {
  await using shop = new Shop();
  expect(() => shop.client([])).toThrow(RangeError);
  const sentinels = await shop.sentinels({ host: '127.0.0.1', port: 1 });
  expect(() => shop.client(sentinels, { ackTimeout: 200 })).toThrow(RangeError);
});

import { expect, test } from 'vitest';
import { silence } from '../../support/fake-redis.ts';
import type { FakeNode } from '../../support/fake-sentinels.ts';
import { portOf, Shop, until, usesPort } from '../../support/shop.ts';

const readonly = "-READONLY You can't write against a read only replica.\r\n";
const unblocked = '-UNBLOCKED force unblock from blocking operation, instance state changed\r\n';

test('moves with the news of one Sentinel', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at);
  const client = shop.client(sentinels);
  expect(await portOf(client)).toBe(old.at.port);
  await until('it to listen', () => sentinels.every(({ listeners }) => listeners === 1));
  sentinels[1].switches(promoted.at, 2);
  await usesPort(client, promoted.at.port);
  await client.set('k', 'v');
  expect(promoted.heard).toEqual(['SET k v']);
  expect(shop.reports.at(-1)).toContain(`${String(promoted.at.port)} is primary now`);
});

test('is with whom the leader of a failover promotes as soon as that one says it is primary', async () => {
  await using shop = new Shop();
  const old = await shop.node('master');
  const chosen = await shop.node(old.at);
  const sentinels = await shop.sentinels(old.at, 4);
  const client = shop.client(sentinels, { patience: 1000 });
  expect(await portOf(client)).toBe(old.at.port);
  await until('it to listen', () => sentinels.every(({ listeners }) => listeners === 1));
  old.role = 'hangs';
  sentinels[2].promotes(chosen.at);
  await until('it to ask the chosen one', () => chosen.server.commands.some(([name]) => name === 'ROLE'));
  expect(client.connection?.endpoint).not.toEqual(chosen.at);
  // No Sentinel has seen it yet, and none publishes anything.
  chosen.role = 'master';
  await usesPort(client, chosen.at.port);
});

test('what the old primary still says does not end the connection to the new one', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at);
  const client = shop.client(sentinels, { stall: 5000 });
  await client.ready();
  await until('it to listen', () => sentinels.every(({ listeners }) => listeners === 1));
  // Paused, as a hand-over does it: writes wait.
  old.answers(([name]) => (name === 'SET' ? silence : undefined));
  const waiting = client.set('k', 'v');
  await until('the write to be on its way', () => old.heard.length === 1);
  for (const sentinel of sentinels) sentinel.switches(promoted.at, 2);
  await usesPort(client, promoted.at.port);
  const { connection } = client;
  old.role = promoted.at;
  old.server.say(readonly);
  expect(await waiting).toBe('OK');
  expect(promoted.heard).toEqual(['SET k v']);
  expect(client.connection).toBe(connection);
  expect(connection?.open).toBe(true);
});

test('moves without news, when it looks around', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at);
  const client = shop.client(sentinels, { refresh: 20 });
  await client.ready();
  for (const sentinel of sentinels) sentinel.saying = { primary: promoted.at, epoch: 2 };
  await usesPort(client, promoted.at.port);
});

test('old news move nobody', async () => {
  await using shop = new Shop();
  const [old, current] = [await shop.node('master'), await shop.node('master')];
  const sentinels = await shop.sentinels(current.at, 5);
  const client = shop.client(sentinels);
  await client.ready();
  const asked = sentinels[0].asked;
  sentinels[0].switches(old.at, 4);
  await until('it to ask', () => sentinels[0].asked > asked);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await portOf(client)).toBe(current.at.port);
  expect(old.server.sockets.size).toBe(0);
});

test('READONLY: follows the demoted node to its primary before any Sentinel knows, and writes there once', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const client = shop.client(await shop.sentinels(old.at));
  await client.ready();
  demote(old, promoted);
  expect(await client.incr('n')).toBe(7);
  expect(old.heard).toEqual(['INCR n']);
  expect(promoted.heard).toEqual(['INCR n']);
});

test('a replica that follows a replica is not followed', async () => {
  await using shop = new Shop();
  const [old, other] = [await shop.node('master'), await shop.node({ host: '127.0.0.1', port: 1 })];
  const client = shop.client(await shop.sentinels(old.at));
  await client.ready();
  demote(old, other);
  const outcome = await client.attempt(['INCR', 'n'], { timeout: 200 });
  expect(outcome).toMatchObject({ outcome: 'fail' });
  expect(other.heard).toEqual([]);
});

test('UNBLOCKED ends a blocked command as unknown, and the client goes on elsewhere', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const client = shop.client(await shop.sentinels(old.at));
  await client.ready();
  old.role = promoted.at;
  old.answers(([name]) => (name === 'BLPOP' ? unblocked : readonly));
  expect(await client.attempt(['BLPOP', 'l', '0'])).toMatchObject({ outcome: 'unknown' });
  expect(await client.set('k', 'v')).toBe('OK');
  expect(promoted.heard).toEqual(['SET k v']);
});

test('a paused primary is left after `stall`, and what was on its way is unknown', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('master'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at);
  const client = shop.client(sentinels);
  await client.ready();
  old.role = 'hangs';
  const began = performance.now();
  const written = client.attempt(['INCR', 'n']);
  expect(await written).toMatchObject({ outcome: 'unknown' });
  expect(performance.now() - began).toBeGreaterThan(190);
  // Sentinels still name it, and it takes connections: nothing goes there all the same.
  const next = client.set('k', 'v');
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const sentinel of sentinels) sentinel.switches(promoted.at, 2);
  expect(await next).toBe('OK');
  expect(old.heard).toEqual(['INCR n']);
  expect(promoted.heard).toEqual(['SET k v']);
});

test('news end the wait for a node that hangs', async () => {
  await using shop = new Shop();
  const [old, promoted] = [await shop.node('hangs'), await shop.node('master')];
  const sentinels = await shop.sentinels(old.at);
  const client = shop.client(sentinels, { patience: 2000 });
  await until('it to ask the node', () => old.server.sockets.size > 0);
  sentinels[0].switches(promoted.at, 2);
  const began = performance.now();
  expect(await portOf(client)).toBe(promoted.at.port);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('an isolated primary is reported once, asked about again and again, and left when another is named', async () => {
  await using shop = new Shop();
  const [cut, promoted] = [await shop.node('master'), await shop.node('master')];
  cut.answers(([name]) =>
    name === 'SET' ? '-NOREPLICAS Not enough good replicas to write.\r\n' : undefined,
  );
  const sentinels = await shop.sentinels(cut.at);
  const client = shop.client(sentinels);
  await client.ready();
  const asked = sentinels[0].asked;
  const written = client.set('k', 'v');
  await until('it to ask twice more', () => sentinels[0].asked >= asked + 2);
  for (const sentinel of sentinels) sentinel.saying = { primary: promoted.at, epoch: 2 };
  expect(await written).toBe('OK');
  expect(promoted.heard).toEqual(['SET k v']);
  expect(shop.reports.filter((report) => report.startsWith('isolated'))).toHaveLength(1);
});

test('survives many changes in a row, some of them with nobody there', async () => {
  await using shop = new Shop();
  const nodes = [await shop.node('master'), await shop.node('hangs'), await shop.node('hangs')];
  const sentinels = await shop.sentinels(nodes[0]!.at);
  const client = shop.client(sentinels);
  for (let round = 1; round <= 12; round++) {
    const [from, to] = [nodes[(round - 1) % 3]!, nodes[round % 3]!];
    await client.ready();
    from.role = 'hangs';
    if (round % 2 === 0) from.server.cut();
    const write = client.acked({ idempotent: true }).set('round', round);
    await new Promise((resolve) => setTimeout(resolve, 20 * (round % 4)));
    to.role = 'master';
    for (const sentinel of sentinels) sentinel.switches(to.at, round + 1);
    expect(await write).toBe('OK');
    expect(to.heard.at(-1)).toBe(`SET round ${String(round)}`);
  }
});

/** What a planned switchover does to a primary: it refuses writes, and says whom it follows. */
function demote(old: FakeNode, promoted: FakeNode): void {
  old.role = promoted.at;
  old.answers(([name]) => (name === 'INCR' ? readonly : undefined));
  promoted.answers(([name]) => (name === 'INCR' ? ':7\r\n' : undefined));
}

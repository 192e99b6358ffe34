import { expect, test } from 'vitest';
import { createClient } from '../../../src/redis/index.ts';
import { FakeRedis } from '../../support/fake-redis.ts';

const quick = { announce: false, backoff: { first: 5, longest: 20 } } as const;

/** A server that confirms subscriptions the way RESP3 (`>`) or RESP2 (`*`) does. */
function confirming(mark: '>' | '*') {
  return FakeRedis.listening(([name, channel]) => {
    if (name === 'HELLO') return mark === '>' ? undefined : '-ERR unknown command\r\n';
    if (!name!.includes('subscribe')) return undefined;
    return `${mark}3\r\n+${name!}\r\n+${channel!}\r\n:1\r\n`;
  });
}

test.each(['>', '*'] as const)('messages reach their listeners, with confirmations by %s', async (mark) => {
  await using server = await confirming(mark);
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const heard: unknown[] = [];
  const listener = (...words: unknown[]): void => void heard.push(words);
  const first = await client.subscribe(['a', 'b'], listener);
  await client.psubscribe('x*', listener);
  server.say(`${mark}3\r\n+message\r\n+a\r\n+one\r\n${mark}3\r\n+message\r\n+other\r\n+no\r\n`);
  server.say(`${mark}4\r\n+pmessage\r\n+x*\r\n+xy\r\n+two\r\n`);
  while (heard.length < 2) await new Promise(setImmediate);
  expect(heard).toEqual([
    ['one', 'a'],
    ['two', 'xy', 'x*'],
  ]);
  await first.unsubscribe();
  // Among others' commands: with RESP2 the client has a second connection, which greets meanwhile.
  expect(server.commands.filter(([name]) => name === 'unsubscribe')).toEqual([
    ['unsubscribe', 'a'],
    ['unsubscribe', 'b'],
  ]);
});

test('subscriptions are made anew on a new connection', async () => {
  await using server = await confirming('>');
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const heard: string[] = [];
  await client.subscribe('a', (message) => void heard.push(message));
  server.cut();
  while (server.commands.filter(([name]) => name === 'subscribe').length < 2) await new Promise(setImmediate);
  server.say('>3\r\n+message\r\n+a\r\n+again\r\n');
  while (heard.length < 1) await new Promise(setImmediate);
  expect(heard).toEqual(['again']);
});

test('a channel with two listeners is left when both have gone', async () => {
  await using server = await confirming('>');
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  const [one, two] = await Promise.all([
    client.subscribe('a', () => undefined),
    client.subscribe('a', () => undefined),
  ]);
  await one.unsubscribe();
  expect(server.commands.at(-1)).toEqual(['subscribe', 'a']);
  await two.unsubscribe();
  expect(server.commands.at(-1)).toEqual(['unsubscribe', 'a']);
});

test('a server that refuses a subscription says why', async () => {
  await using server = await FakeRedis.listening(([name]) =>
    name === 'subscribe' ? '-NOPERM no\r\n' : undefined,
  );
  await using client = createClient({ endpoint: server.endpoint, ...quick });
  await expect(client.subscribe('a', () => undefined)).rejects.toMatchObject({ code: 'NOPERM' });
});

test('a server that vanished is noticed although nothing is asked of it', async () => {
  let answers = true;
  await using server = await FakeRedis.listening(([name, channel]) => {
    if (!answers) return '';
    return name === 'subscribe' ? `>3\r\n+subscribe\r\n+${channel!}\r\n:1\r\n` : undefined;
  });
  await using client = createClient({ endpoint: server.endpoint, stall: 40, connectTimeout: 50, ...quick });
  await client.subscribe('a', () => undefined);
  answers = false;
  while (server.commands.filter(([name]) => name === 'HELLO').length < 3)
    await new Promise((resolve) => setTimeout(resolve, 5));
  answers = true;
  while (server.commands.filter(([name]) => name === 'subscribe').length < 2)
    await new Promise((resolve) => setTimeout(resolve, 5));
});

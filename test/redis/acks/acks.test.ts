import { expect, test } from 'vitest';
import { createAckClient, UnknownOutcomeError, type AckClientOptions } from '../../../src/redis/index.ts';
import { FakeRedis, silence } from '../../support/fake-redis.ts';
import { until } from '../../support/shop.ts';

const quick = { announce: false, backoff: { first: 5, longest: 20 }, stall: 300, ackTimeout: 100 } as const;

function clientOf(server: FakeRedis, options: AckClientOptions = {}) {
  return createAckClient({ endpoint: server.endpoint, ...quick, ...options });
}

/** A primary that counts INCRs and has so many replicas. */
class Primary {
  replicas = 1;
  fsynced: readonly [number, number] = [1, 1];
  count = 0;
  /** Answers of its own before all others. */
  before: (words: readonly string[]) => string | undefined = () => undefined;

  readonly answer = (words: readonly string[]): string | undefined => {
    const own = this.before(words);
    if (own !== undefined) return own;
    const [name] = words;
    if (name === 'INCR') return `:${String(++this.count)}\r\n`;
    if (name === 'WAIT') return `:${String(this.replicas)}\r\n`;
    if (name === 'WAITAOF') return `*2\r\n:${String(this.fsynced[0])}\r\n:${String(this.fsynced[1])}\r\n`;
    return undefined;
  };
}

const words = (server: FakeRedis, ...names: string[]): string[] =>
  server.commands.filter(([name = '']) => names.includes(name)).map((all) => all.join(' '));

test('`replica` asks once for all writes of a tick, and `fsync` the disks', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { ack: 'replica' });
  await client.incr('n');
  await Promise.all(['a', 'b', 'c'].map((key) => client.set(key, 'v')));
  expect(words(server, 'SET', 'WAIT')).toEqual(['WAIT 1 100', 'SET a v', 'SET b v', 'SET c v', 'WAIT 1 100']);
  expect(await client.attempt(['SET', 'd', 'v'], { ack: 'fsync' })).toEqual({ outcome: 'ok', reply: 'OK' });
  expect(await client.attempt(['SET', 'e', 'v'], { ack: 'primary' })).toEqual({ outcome: 'ok', reply: 'OK' });
  await client.get('a');
  expect(words(server, 'WAIT', 'WAITAOF')).toEqual(['WAIT 1 100', 'WAIT 1 100', 'WAITAOF 1 1 3000']);
});

test('what is issued while a WAIT is on its way shares the next one', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { ack: 'replica' });
  await client.incr('n');
  // As a server does: it reads on only when the WAIT is answered.
  let blocked = 0;
  primary.before = ([name]) => {
    if (name !== 'WAIT' && blocked === 0) return undefined;
    blocked++;
    return silence;
  };
  const first = client.set('first', 'v');
  await until('the WAIT to be there', () => words(server, 'WAIT').length === 2);
  const rest = ['a', 'b', 'c'].map(async (key, index) => {
    await new Promise((resolve) => setTimeout(resolve, 5 * index));
    return client.set(key, 'v');
  });
  await until('the writes to be there', () => words(server, 'SET').length === 4);
  expect(words(server, 'WAIT')).toHaveLength(2);
  primary.before = () => undefined;
  server.say(`:1\r\n${'+OK\r\n'.repeat(blocked - 1)}`);
  expect(await first).toBe('OK');
  await Promise.all(rest);
  expect(words(server, 'WAIT')).toHaveLength(3);
});

test('fewer than asked is unknown, and a counter is not counted again', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { ack: 'replica' });
  primary.replicas = 0;
  primary.fsynced = [1, 0];
  expect(await client.attempt(['INCR', 'n'])).toMatchObject({ outcome: 'unknown' });
  expect(await client.attempt(['INCR', 'n'], { ack: 'fsync' })).toMatchObject({ outcome: 'unknown' });
  await expect(client.incr('n')).rejects.toBeInstanceOf(UnknownOutcomeError);
  expect(primary.count).toBe(3);
});

test('a WAIT that is not answered in time is unknown, and the connection is left', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server);
  primary.before = ([name]) => (name === 'WAIT' ? silence : undefined);
  const outcome = await client.attempt(['INCR', 'n'], { ack: 'replica' });
  expect(outcome).toMatchObject({ outcome: 'unknown', error: { code: 'LOST' } });
  expect(primary.count).toBe(1);
});

test('UNBLOCKED in place of a count is unknown', async () => {
  const primary = new Primary();
  primary.before = ([name]) => (name === 'WAIT' ? '-UNBLOCKED instance state changed\r\n' : undefined);
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server);
  expect(await client.attempt(['INCR', 'n'], { ack: 'replica' })).toMatchObject({
    outcome: 'unknown',
    error: { code: 'UNBLOCKED' },
  });
});

test('what is idempotent is written again until a replica has it', async () => {
  const primary = new Primary();
  primary.replicas = 0;
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { ack: 'replica' });
  const written = client.acked({ idempotent: true }).set('k', 'v');
  await until('a second try', () => words(server, 'SET').length >= 2);
  primary.replicas = 2;
  expect(await written).toBe('OK');
});

test('NOREPLICAS and READONLY surely applied nothing: tried again until the deadline, then `fail`', async () => {
  const primary = new Primary();
  let refusals = 3;
  primary.before = ([name]) =>
    name === 'INCR' && refusals-- > 0
      ? refusals % 2 === 0
        ? '-NOREPLICAS Not enough good replicas to write.\r\n'
        : "-READONLY You can't write against a read only replica.\r\n"
      : undefined;
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { ack: 'replica' });
  expect(await client.attempt(['INCR', 'n'])).toEqual({ outcome: 'ok', reply: 1 });
  // Without a replica a WAIT would only have blocked what came after it.
  expect(words(server, 'INCR', 'WAIT')).toEqual(['INCR n', 'INCR n', 'INCR n', 'INCR n', 'WAIT 1 100']);
  refusals = Infinity;
  expect(await client.attempt(['INCR', 'n'], { timeout: 500 })).toMatchObject({
    outcome: 'fail',
    error: { code: expect.stringMatching(/NOREPLICAS|READONLY/) as string },
  });
  expect(primary.count).toBe(1);
});

test('a refusal for what was asked fails at once', async () => {
  const primary = new Primary();
  primary.before = ([name]) => (name === 'LPUSH' ? '-WRONGTYPE no list\r\n' : undefined);
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { ack: 'replica' });
  await expect(client.lpush('k', 'v')).rejects.toMatchObject({ code: 'WRONGTYPE' });
  expect(words(server, 'LPUSH')).toHaveLength(1);
  const bad = client.attempt(['SET', 'k', undefined as unknown as string]);
  expect(await bad).toMatchObject({ outcome: 'fail', error: expect.any(TypeError) as TypeError });
});

test('a connection that is lost with a write on it: unknown, or written again where that is declared safe', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server);
  await client.ready();
  let cuts = 2;
  primary.before = ([name]) => {
    if (name === 'WAIT' || name === 'HELLO' || cuts-- <= 0) return undefined;
    setImmediate(() => {
      server.cut();
    });
    return silence;
  };
  expect(await client.attempt(['INCR', 'n'])).toMatchObject({ outcome: 'unknown', error: { sent: true } });
  expect(await client.attempt(['SET', 'k', 'v'], { idempotent: true })).toEqual({
    outcome: 'ok',
    reply: 'OK',
  });
  expect(words(server, 'INCR', 'SET')).toEqual(['INCR n', 'SET k v', 'SET k v']);
});

test('a write that may have been applied once is never called a failure, whatever comes after', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server);
  await client.ready();
  let tries = 0;
  primary.before = ([name]) => {
    if (name !== 'SET') return undefined;
    if (tries++ > 0) return '-NOREPLICAS Not enough good replicas to write.\r\n';
    setImmediate(() => {
      server.cut();
    });
    return silence;
  };
  const outcome = await client.attempt(['SET', 'k', 'v'], { idempotent: true, timeout: 200 });
  expect(tries).toBeGreaterThan(1);
  expect(outcome).toMatchObject({ outcome: 'unknown', error: { code: 'LOST' } });
});

test('given up by its signal: a fail before it was sent, unknown after', async () => {
  const primary = new Primary();
  primary.before = ([name]) => (name === 'INCR' ? silence : undefined);
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server);
  const early = client.attempt(['SET', 'k', 'v'], { signal: AbortSignal.timeout(0) });
  const already = client.attempt(['SET', 'k', 'v'], { signal: AbortSignal.abort() });
  expect(await already).toMatchObject({ outcome: 'fail' });
  await client.ready();
  const sent = new AbortController();
  const late = client.attempt(['INCR', 'n'], { signal: sent.signal });
  await until('it to be sent', () => words(server, 'INCR').length === 1);
  sent.abort();
  expect(await late).toMatchObject({ outcome: 'unknown', error: { code: 'ABORTED' } });
  expect((await early).outcome).toBe(words(server, 'SET').length === 0 ? 'fail' : 'ok');
});

test('without a connection writes wait in order, and fail at their deadline or with the client', async () => {
  const primary = new Primary();
  await using server = await FakeRedis.listening(primary.answer);
  let open = false;
  const locator = {
    locate: () => (open ? Promise.resolve(server.endpoint) : Promise.reject(new Error('nowhere yet'))),
  };
  await using client = createAckClient({ locator, ...quick });
  const short = client.attempt(['INCR', 'n'], { timeout: 30 });
  const rest = ['a', 'b', 'c'].map((key) => client.set(key, 'v'));
  expect(await short).toMatchObject({
    outcome: 'fail',
    error: { code: 'TIMEOUT', message: expect.stringContaining('nowhere yet') as string },
  });
  open = true;
  await Promise.all(rest);
  expect(words(server, 'SET', 'INCR')).toEqual(['SET a v', 'SET b v', 'SET c v']);
  open = false;
  server.cut();
  await until('it to be gone', () => client.connection === undefined);
  const last = client.attempt(['INCR', 'n']);
  await client.close();
  expect(await last).toMatchObject({ outcome: 'fail', error: { code: 'CLOSED' } });
});

test('at the high-water mark writes wait for room, or are refused where that was asked for', async () => {
  const primary = new Primary();
  let held = true;
  primary.before = ([name]) => (name === 'INCR' && held ? silence : undefined);
  await using server = await FakeRedis.listening(primary.answer);
  await using waiting = clientOf(server, { highWaterMark: { commands: 1 } });
  await waiting.ready();
  const [first, second] = [waiting.incr('a'), waiting.incr('b')];
  await until('the first to be there', () => words(server, 'INCR').length === 1);
  held = false;
  server.say(':1\r\n');
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  await using refusing = clientOf(server, { highWaterMark: { commands: 1 }, whenFull: 'reject' });
  await refusing.ready();
  const [one, other] = [refusing.attempt(['INCR', 'c']), refusing.attempt(['INCR', 'd'])];
  expect(await other).toMatchObject({ outcome: 'fail', error: { code: 'FULL' } });
  expect(await one).toMatchObject({ outcome: 'ok' });
});

test('bounds how far replicas fall behind under plain load', async () => {
  const primary = new Primary();
  let replicas = 2;
  primary.before = ([name]) =>
    name === 'ROLE'
      ? `*3\r\n$6\r\nmaster\r\n:1\r\n*${String(replicas)}\r\n${'*0\r\n'.repeat(replicas)}`
      : undefined;
  await using server = await FakeRedis.listening(primary.answer);
  await using client = clientOf(server, { replicaLag: 10_000 });
  const value = 'v'.repeat(1000);
  for (let i = 0; i < 25; i++) await client.set('k', value);
  await until('the last WAIT', () => words(server, 'WAIT').length === 2);
  expect(words(server, 'WAIT')).toEqual(['WAIT 2 300', 'WAIT 2 300']);
  replicas = 0;
  for (let i = 0; i < 25; i++) await client.set('k', value);
  expect(words(server, 'WAIT')).toHaveLength(2);
});

import { mkdtemp, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createConnection, script, type Client } from '../../../src/redis/index.ts';
import { buildImage, RealServer } from './server.ts';

let server: RealServer;

beforeAll(async () => {
  await buildImage();
  server = await RealServer.started();
}, 240_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test.each([2, 3] as const)('every kind of helper means what it says, in RESP%i', async (protocol) => {
  await using client = createClient({ endpoint: server.endpoint, protocol });
  await client.command('FLUSHALL');
  await stringsAndKeys(client);
  await collections(client);
  await streams(client);
  const keys: string[] = [];
  for await (const some of client.scan({ count: 3 })) keys.push(...some);
  expect(new Set(keys).size).toBe(await client.dbSize());
});

async function stringsAndKeys(client: Client): Promise<void> {
  expect(await client.set('s', 'é', { px: 60_000 })).toBe('OK');
  expect(await client.set('s', 'x', { when: 'NX' })).toBeNull();
  expect(await client.getSet('s', 'y', { keepTtl: true })).toBe('é');
  expect(await client.pttl('s')).toBeGreaterThan(50_000);
  expect(await client.with({ shape: 'buffer' }).get('s')).toEqual(Buffer.from('y'));
  expect(
    await client.mset([
      ['m1', '1'],
      ['m2', Buffer.from([255])],
    ]),
  ).toBe('OK');
  expect(await client.mget(['m1', 'none'])).toEqual(['1', null]);
  expect(await client.incrBy('n', 9007199254740993n)).toBe(9007199254740993n);
  expect(await client.incrByFloat('f', 1.5)).toBe(1.5);
  expect([await client.expire('n', 100), await client.persist('n'), await client.persist('n')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([await client.exists(['n', 'n', 'none']), await client.del('f'), await client.type('n')]).toEqual([
    2,
    1,
    'string',
  ]);
}

async function collections(client: Client): Promise<void> {
  expect(await client.hset('h', { a: 1, b: 'x' })).toBe(2);
  expect(await client.hgetAll('h')).toEqual(
    new Map([
      ['a', '1'],
      ['b', 'x'],
    ]),
  );
  expect([await client.hexists('h', 'a'), await client.hincrByFloat('h', 'a', 0.5)]).toEqual([true, 1.5]);
  expect(await client.rpush('l', ['1', '2', '3'])).toBe(3);
  expect([await client.lrange('l', 0, -1), await client.popMany('l', 'RIGHT', 2)]).toEqual([
    ['1', '2', '3'],
    ['3', '2'],
  ]);
  expect(await client.sadd('t', ['a', 'b'])).toBe(2);
  expect((await client.smembers('t')).sort()).toEqual(['a', 'b']);
  expect(await client.smismember('t', ['a', 'z'])).toEqual([true, false]);
  expect(
    await client.zadd('z', [
      { member: 'a', score: 1.5 },
      { member: 'b', score: Infinity },
    ]),
  ).toBe(2);
  expect(await client.zrangeWithScores('z', 0, -1)).toEqual([
    { member: 'a', score: 1.5 },
    { member: 'b', score: Infinity },
  ]);
  expect(await client.zrange('z', '(1', 'inf', { by: 'SCORE', limit: { offset: 0, count: 1 } })).toEqual([
    'a',
  ]);
  expect([await client.zscore('z', 'none'), await client.zpopMin('z')]).toEqual([
    null,
    [{ member: 'a', score: 1.5 }],
  ]);
  const scanned: unknown[] = [];
  for await (const some of client.hscan('h')) scanned.push(...some);
  expect(scanned).toEqual([
    ['a', '1.5'],
    ['b', 'x'],
  ]);
}

async function streams(client: Client): Promise<void> {
  const id = await client.xadd('x', { k: 'v' });
  const entry = { id, fields: new Map([['k', 'v']]) };
  expect(await client.xread({ x: '0' })).toEqual(new Map([['x', [entry]]]));
  expect((await client.xread({ x: id })).size).toBe(0);
  await client.xgroupCreate('x', 'g', '0');
  expect(await client.xreadGroup('g', 'me', { x: '>' })).toEqual(new Map([['x', [entry]]]));
  expect(await client.xack('x', 'g', id)).toBe(1);
}

test('a script is sent whole only to a server that does not know it', async () => {
  await using client = createClient({ endpoint: server.endpoint });
  const twice = script('redis.call("INCR", KEYS[1]) return {KEYS[1], ARGV[1]}');
  await client.command('SCRIPT', 'FLUSH');
  await client.del('ran');
  expect(await client.run(twice, ['ran'], ['é'])).toEqual(['ran', 'é']);
  expect(await client.run(twice, ['ran'], ['x'])).toEqual(['ran', 'x']);
  expect(await client.get('ran')).toBe('2');
});

test('a transaction watches, runs as one and tells what was refused', async () => {
  await using client = createClient({ endpoint: server.endpoint });
  await client.set('text', 'x');
  const replies = await client.multi([
    ['SET', 'm', '1'],
    ['INCR', 'm'],
    ['INCR', 'text'],
  ]);
  expect(replies).toMatchObject(['OK', 2, { code: 'ERR' }]);
  await expect(client.multi([['SET', 'm', '5'], ['NOSUCH']])).rejects.toMatchObject({
    code: 'EXECABORT',
    cause: { code: 'ERR' },
  });
  expect(await client.get('m')).toBe('2');
  const { multi } = await import('../../../src/redis/index.ts');
  const own = await client.connect();
  await own.command('WATCH', 'm');
  await client.set('m', 'changed');
  expect(await multi(own, [['SET', 'm', 'lost']])).toBeNull();
  await own.close();
});

test.each([2, 3] as const)('pub/sub survives the loss of its connection, in RESP%i', async (protocol) => {
  await using client = createClient({ endpoint: server.endpoint, protocol });
  const heard: string[] = [];
  await client.subscribe('news', (message) => void heard.push(message));
  expect(await client.publish('news', 'ö')).toBe(1);
  await client.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
  while ((await client.publish('news', 'again')) === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(heard).toEqual(['ö', 'again']);
});

test('a server that is paused is given up, and found again when it is back', async () => {
  await using client = createClient({
    endpoint: server.endpoint,
    stall: 500,
    connectTimeout: 500,
    timeout: 20_000,
  });
  await client.set('k', '1');
  await server.pause();
  const began = performance.now();
  try {
    await expect(client.set('k', '2')).rejects.toMatchObject({ code: 'LOST', sent: true });
    expect(performance.now() - began).toBeLessThan(5000);
  } finally {
    await server.unpause();
  }
  expect(await client.set('k', '3')).toBe('OK');
});

test('logs in as an ACL user, by password and user', async () => {
  await server.cli('ACL', 'SETUSER', 'app', 'on', '>sécret', '~app:*', '+@all');
  await using client = createClient({
    url: `redis://app:${encodeURIComponent('sécret')}@127.0.0.1:${server.port}/1`,
  });
  expect(await client.command('ACL', 'WHOAMI')).toBe('app');
  await expect(client.get('other')).rejects.toMatchObject({ code: 'NOPERM' });
  const wrong = createConnection({ endpoint: server.endpoint, username: 'app', password: 'no' });
  await expect(wrong).rejects.toMatchObject({ code: 'WRONGPASS' });
});

test('a Unix socket of a real server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-redis-socket-'));
  await chmod(folder, 0o777);
  try {
    const words = ['--unixsocket', '/socket/redis.sock', '--unixsocketperm', '777'];
    await using local = await RealServer.started(words, { mounts: ['-v', `${folder}:/socket`] });
    await using client = createClient({ url: `unix://${join(folder, 'redis.sock')}`, database: 2 });
    expect(await client.set('k', 'x'.repeat(200_000))).toBe('OK');
    expect(await client.strlen('k')).toBe(200_000);
    expect(await local.cli('-n', '2', 'EXISTS', 'k')).toBe('1');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('TLS checks the server, shows a certificate of its own, and needs the right name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-redis-tls-'));
  try {
    await makeCertificates(folder);
    const tls = ['--port', '0', '--tls-port', '6380', '--tls-auth-clients', 'yes'];
    const files = [
      '--tls-ca-cert-file',
      '/tls/ca.pem',
      '--tls-cert-file',
      '/tls/server.pem',
      '--tls-key-file',
      '/tls/server.key',
    ];
    const where = { inside: 6380, mounts: ['-v', `${folder}:/tls:ro`], greets: false };
    await using secure = await RealServer.started([...tls, ...files], where);
    const [ca, cert, key] = await Promise.all(
      ['ca.pem', 'client.pem', 'client.key'].map((name) => readFile(join(folder, name))),
    );
    const good = { ca: ca!, cert: cert!, key: key!, servername: 'redis.test' };
    await using client = createClient({ endpoint: secure.endpoint, tls: good });
    expect(await client.set('k', 'x'.repeat(200_000))).toBe('OK');
    expect(await client.strlen('k')).toBe(200_000);
    const refused = (options: object) =>
      createConnection({ endpoint: secure.endpoint, tls: options, connectTimeout: 3000 });
    await expect(refused({ cert: cert!, key: key! })).rejects.toMatchObject({ code: 'CONNECT' });
    await expect(refused({ ...good, servername: 'other.test' })).rejects.toMatchObject({
      message: /altnames|other\.test/,
    });
    await expect(refused({ ca: ca!, servername: 'redis.test' })).rejects.toMatchObject({ code: 'CONNECT' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** An authority, and a server and a client that it signed. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...words: string[]) => execa('openssl', words, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test ca',
  );
  for (const name of ['server', 'client']) {
    await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    await writeFile(join(folder, 'names'), 'subjectAltName=DNS:redis.test');
    const signed = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
    ];
    await openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed);
    await chmod(join(folder, `${name}.key`), 0o644);
  }
  await chmod(folder, 0o755);
}

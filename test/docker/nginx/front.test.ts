import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { buildImages, configOf, nginxImage, startFront, type Front, type FrontOptions } from './front.ts';
import { execa } from 'execa';
import { get } from './load.ts';

beforeAll(buildImages);

const specs: Readonly<Record<string, FrontOptions>> = {
  'the defaults': {},
  'no cache': { nginx: { cache: false } },
  'an app on the machine itself': { apps: { admin: { local: 5173, path: '/admin' } } },
  'two apps and a spare': {
    apps: { web: { demo: true }, api: { image: 'acme/api', path: '/api/v1', spare: 1 } },
  },
  'native directives, ours replaced': {
    nginx: {
      serverName: 'shop.example.org',
      http: { client_max_body_size: '50m', gzip: true, proxy_buffers: '8 8k' },
    },
  },
};

test.each(Object.entries(specs))('nginx -t accepts %s', async (_title, options) => {
  const config = configOf(options).text;
  const checked = await nginxTest(config);
  expect(checked.all).toContain('test is successful');
});

test('nginx -t refuses what is wrong, so that the check above means something', async () => {
  const checked = await nginxTest(configOf({}).text.replace('keepalive 64;', 'keepalive;'));
  expect(checked.exitCode).not.toBe(0);
});

/** One for all: none of them hurts it. */
describe('a front that is whole', () => {
  let front: Front;

  beforeAll(async () => {
    front = await startFront();
  });
  afterAll(() => front[Symbol.asyncDispose]());

  test('a WebSocket is upgraded and gets live numbers', async () => {
    const socket = new WebSocket(`${front.url.replace('http', 'ws')}/ws`);
    const messages: { counters: { taken?: number } }[] = [];
    socket.on('message', (data: Buffer) =>
      messages.push(JSON.parse(data.toString()) as (typeof messages)[number]),
    );
    await new Promise((open, fail) => socket.once('open', open).once('error', fail));
    const order = { method: 'POST', body: '{"product":"rope","quantity":1}' };
    // Without Redis each replica counts for itself: two orders reach both.
    for (const taken of [
      await fetch(`${front.url}/orders`, order),
      await fetch(`${front.url}/orders`, order),
    ]) {
      expect(taken.status).toBe(202);
    }
    await expect.poll(() => messages.at(-1)?.counters.taken, { timeout: 3000 }).toBe(1);
    socket.close();
  });

  test('health and counters are answered inside and not on the published port', async () => {
    const inside =
      'exec 3<>/dev/tcp/127.0.0.1/8081; printf "GET /stub_status HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3';
    expect(await front.exec('nginx', ['bash', '-c', inside])).toContain('Active connections');
    const outside = await fetch(`${front.url}/stub_status`);
    expect(outside.status).toBe(404);
    expect(await outside.text()).not.toContain('Active connections');
  });

  test('which replica answered is told only to who asks', async () => {
    const asked = { headers: { 'X-Holdfast-Proof': 'replica' } };
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${front.url}/counters`, asked)));
    for (const { headers } of answers)
      expect(headers.get('x-upstream-replica')).toBe(headers.get('x-app-instance'));
    expect(new Set(answers.map(({ headers }) => headers.get('x-upstream-replica')))).toEqual(
      new Set(['web-1', 'web-2']),
    );
    expect((await fetch(`${front.url}/counters`)).headers.get('x-upstream-replica')).toBeNull();
  });

  test('what an app does not allow to be kept is never kept', async () => {
    const instances = await Promise.all([get(`${front.url}/counters`), get(`${front.url}/counters`)]);
    expect(new Set(instances.map((sample) => sample.instance)).size).toBe(2);
    const personal = { headers: { Authorization: 'Bearer a' } };
    await fetch(`${front.url}/products/rope`, personal);
    expect((await fetch(`${front.url}/products/rope`)).headers.get('x-cache-status')).toBe('MISS');
  });
});

async function nginxTest(config: string) {
  const command = 'cat > /tmp/nginx.conf; nginx -e stderr -t -c /tmp/nginx.conf';
  const isolated = ['--network', 'none', '--add-host', 'host.docker.internal:127.0.0.1'];
  return execa(
    'docker',
    [
      'run',
      '--rm',
      '-i',
      '--read-only',
      '--tmpfs',
      '/tmp',
      ...isolated,
      '--entrypoint',
      'bash',
      nginxImage,
      '-c',
      command,
    ],
    {
      input: config,
      all: true,
      reject: false,
    },
  );
}

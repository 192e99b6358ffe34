import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigResourceTypes } from 'kafkajs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually, type TestStack } from '../../support/stack.ts';
import { address, inside, seen, services, started } from '../../support/started.ts';

/** Small stacks that differ from the default in more than a number, each started by the built command, on ports of its own, and proven. */
describe('a stack of another shape', () => {
  it('one of each, on Valkey, with native settings that the servers show they have', async () => {
    const { stack, up } = await started(
      'variant-small',
      `
kafka:
  nodes: 1
  topics: { orders: { partitions: 2, config: { cleanup.policy: 'compact,delete', retention.ms: 7200000 } } }
  config: { log.retention.hours: 24, message.max.bytes: 900000 }
  ports: [29392]
redis:
  nodes: 1
  engine: valkey
  database: 3
  endpoint: 17379
  ports: { nodes: 17381, sentinels: 17391 }
  config: { maxclients: 500, notify-keyspace-events: Ex, proc-title-template: '{title} of the variant {port}' }
nginx: { port: 18097, cache: false, http: { client_max_body_size: 1k, gzip: true } }
backup: false
`,
    );
    expect(seen(up, 'comes back')).toContain('1 of 1 brokers');
    expect(seen(up, 'through Sentinel')).toContain('read in 1 container');
    expect(await services(stack)).not.toContain('backup-volume');
    await showsKafkaSettings(stack);
    await showsValkeySettings(stack);
    await showsNginxSettings(stack);
  });

  it('no stores: the demo app, and one that runs on this machine, behind Nginx', async () => {
    const port = await localApp();
    const { stack, up } = await started(
      'variant-front',
      `
nginx: 18098
apps: { web: { demo: true, replicas: 1, spare: 0 }, admin: { local: ${String(port)}, path: /admin } }
kafka: false
redis: false
backup: false
`,
    );
    expect(await services(stack)).toEqual(['nginx', 'stack-ready', 'web-1']);
    const url = `http://${address(up, 'nginx')}`;
    expect((await fetch(url)).status).toBe(200);
    expect(await (await fetch(`${url}/admin/who`)).text()).toBe('this machine answers /admin/who');
  });

  it('Nginx alone, on a port of the spec’s', async () => {
    const spec = 'nginx: 18099\napps: false\nkafka: false\nredis: false\nbackup: false\n';
    const { stack } = await started('variant-bare', spec);
    expect(await services(stack)).toEqual(['nginx', 'stack-ready']);
    expect(await (await fetch('http://127.0.0.1:18099/')).text()).toContain('No app stands behind it');
  });
});

/** An app outside containers; it listens where the engine's gateway reaches it. */
async function localApp(): Promise<number> {
  const server = createServer((request, response) => {
    response.end(`this machine answers ${request.url ?? ''}`);
  });
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
  return (server.address() as AddressInfo).port;
}

async function showsKafkaSettings(stack: TestStack): Promise<void> {
  const { kafka } = await stack.kafka();
  const admin = kafka.admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      {
        type: ConfigResourceTypes.BROKER,
        name: '1',
        configNames: ['log.retention.hours', 'message.max.bytes'],
      },
      { type: ConfigResourceTypes.TOPIC, name: 'orders', configNames: ['cleanup.policy', 'retention.ms'] },
    ],
  });
  await admin.disconnect();
  const entries = resources.flatMap(({ configEntries }) => configEntries);
  expect(Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]))).toEqual(
    {
      'log.retention.hours': '24',
      'message.max.bytes': '900000',
      'cleanup.policy': 'compact,delete',
      'retention.ms': '7200000',
    },
  );
}

/** No user may read the settings themselves, so each is seen by what it does. */
async function showsValkeySettings(stack: TestStack): Promise<void> {
  const client = await stack.redis();
  const events = await stack.redis();
  try {
    expect(await client.info('clients')).toContain('maxclients:500');
    expect(await client.info('server')).toContain('server_name:valkey');
    const expired = new Promise((resolve) =>
      events.on('message', (_channel, key) => {
        resolve(key);
      }),
    );
    await events.subscribe('__keyevent@3__:expired');
    await client.set('test:short', 'gone soon', 'PX', 20);
    await eventually(
      'the key expires',
      5000,
      async () => (await client.exists('test:short')) === 0 || undefined,
    );
    expect(await expired).toBe('test:short');
  } finally {
    client.disconnect();
    events.disconnect();
  }
  await inside(stack, 'redis-1', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "', 'of the variant 17381');
}

async function showsNginxSettings(stack: TestStack): Promise<void> {
  const url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}/`;
  const post = async (bytes: number) =>
    (await fetch(url, { method: 'POST', body: 'x'.repeat(bytes) })).status;
  expect(await post(2000)).toBe(413);
  expect(await post(500)).not.toBe(413);
  const page = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });
  expect(page.headers.get('content-encoding')).toBe('gzip');
}

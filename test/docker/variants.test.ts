import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';
import { ConfigResourceTypes } from 'kafkajs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TestStack, eventually } from '../support/stack.ts';

/** As far as it is read here: `holdfast up --json`. */
interface Up {
  readonly proofs: readonly { readonly title: string; readonly proven: boolean; readonly seen: string }[];
  readonly endpoints: readonly { readonly id: string; readonly address: string }[];
}

/** Stacks that differ from the default in more than a number, each started by the built command and proven. */
describe('a stack of another shape', () => {
  it('one of each, on Valkey, with native settings that the servers show they have', async () => {
    const { stack, up } = await started(
      'variant-small',
      `
kafka:
  nodes: 1
  topics: { orders: { partitions: 2, config: { cleanup.policy: 'compact,delete', retention.ms: 7200000 } } }
  config: { log.retention.hours: 24, message.max.bytes: 900000 }
redis:
  nodes: 1
  engine: valkey
  database: 3
  config: { maxclients: 500, notify-keyspace-events: Ex, proc-title-template: '{title} of the variant {port}' }
nginx: { cache: false, http: { client_max_body_size: 1k, gzip: true } }
backup: false
`,
    );
    expect(seen(up, 'comes back')).toContain('1 of 1 brokers');
    expect(seen(up, 'through Sentinel')).toContain('read in 1 containers');
    expect(await services(stack)).not.toContain('backup-volume');
    await showsKafkaSettings(stack);
    await showsValkeySettings(stack);
    await showsNginxSettings(stack);
  });

  it('five brokers, five nodes and five Sentinels, and nothing else', async () => {
    const { stack, up } = await started(
      'variant-large',
      `
host: 16GiB
failover: fast
kafka: { nodes: 5, topics: { orders: 5 } }
redis: { nodes: 5, sentinels: 5, endpoint: false }
nginx: false
apps: false
backup: false
`,
    );
    expect(seen(up, 'comes back')).toContain('5 of 5 brokers');
    expect(seen(up, 'all its replicas')).toContain('4 of 4 replicas');
    expect(seen(up, 'agree on a failover')).toContain('5 of 5 Sentinels see a quorum of 3');
    const numbered = (name: string) => [1, 2, 3, 4, 5].map((n) => `${name}-${String(n)}`);
    const running = [...numbered('kafka'), ...numbered('redis'), ...numbered('sentinel'), 'stack-ready'];
    expect(await services(stack)).toEqual(running);
    const { kafka } = await stack.kafka();
    const admin = kafka.admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['orders', '__consumer_offsets'] });
    const replicas = topics.flatMap((topic) => topic.partitions.map((partition) => partition.isr.length));
    await admin.disconnect();
    expect(new Set(replicas)).toEqual(new Set([3]));
  });

  it('publish: false, which keeps the stores off the host, leaves the door open and works inside', async () => {
    const { stack, up } = await started('variant-hidden', 'publish: false\n');
    expect(up.endpoints.map(({ id }) => id)).toEqual(['nginx']);
    expect((await fetch(`http://${address(up, 'nginx')}/`)).status).toBe(200);
    expect(seen(up, 'not from the host')).toContain('read in 3 containers');
    const format = '{{range $port, $at := .HostConfig.PortBindings}}{{$port}} {{end}}';
    const { stdout: ids } = await stack.compose('ps', '--quiet');
    const bound = await execa('docker', ['inspect', '--format', format, ...ids.split('\n')]);
    expect(bound.stdout.trim()).toBe('80/tcp');
    const network = ['network', 'inspect', '--format', '{{.Internal}}', 'variant-hidden-net'];
    expect((await execa('docker', network)).stdout).toBe('true');
    await inside(
      stack,
      'redis-1',
      'redis-as app -h "$(getent hosts redis-endpoint | cut -d " " -f 1)" -p 6379 SET test:hidden here',
      'OK',
    );
    await inside(stack, 'nginx', requestOf('/'), 'HTTP/1.1 200');
    const tools = await stack.compose('run', '--rm', 'kafka-cli', 'topics', '--list');
    expect(tools.stdout).toContain('example-topic');
  });

  it('no stores: the demo app, and one that runs on this machine, behind Nginx', async () => {
    const port = await localApp();
    const { stack, up } = await started(
      'variant-front',
      `
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

/** Starts it through the command, sees everything proven, and takes it down when the test ends. */
async function started(name: string, spec: string): Promise<{ stack: TestStack; up: Up }> {
  const stack = TestStack.fromSpec(name, `name: ${name}\n${spec}`);
  onTestFinished(() => stack[Symbol.asyncDispose]());
  const { exitCode, stdout, all } = await stack.holdfast('up', '--json');
  expect(exitCode, all).toBe(0);
  const up = JSON.parse(stdout) as Up;
  expect(up.proofs.filter(({ proven }) => !proven)).toEqual([]);
  return { stack, up };
}

/** What the proof with these words in its title has seen. */
function seen({ proofs }: Up, words: string): string {
  return proofs.find(({ title }) => title.includes(words))?.seen ?? `no proof of ${words}`;
}

function address({ endpoints }: Up, id: string): string {
  return endpoints.find((endpoint) => endpoint.id === id)?.address ?? `no endpoint ${id}`;
}

/** Services that run, in order. */
async function services(stack: TestStack): Promise<string[]> {
  return (await stack.compose('ps', '--services')).stdout.split('\n').sort();
}

async function inside(stack: TestStack, service: string, script: string, expected: string): Promise<void> {
  const { stdout } = await stack.compose('exec', '-T', service, 'bash', '-c', script);
  expect(stdout).toContain(expected);
}

function requestOf(path: string): string {
  return `exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3; timeout 5 cat <&3`;
}

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
  await inside(stack, 'redis-1', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "', 'of the variant 6');
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

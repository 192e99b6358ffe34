import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { createSentinel, type RedisSentinelOptions } from 'redis';
import { beforeAll, expect, it } from 'vitest';
import type { TestStack } from '../../support/stack.ts';

const toolbox = 'holdfast-test-clients';

/**
 * Each of the settings in stack/clients with its real client, on the host's side and inside the network. "On the
 * host" for what is not JavaScript means a container in the host's own network: 127.0.0.1 is the same there.
 */
export function clientCases(stack: TestStack): void {
  const inside = `${stack.name}-net`;

  beforeAll(async () => {
    const context = fileURLToPath(new URL('./toolbox', import.meta.url));
    await execa('docker', ['build', '--quiet', '--tag', toolbox, context]);
  });

  it('ioredis, on the host', async () => {
    const client = await stack.redis();
    expect(await client.set('test:ioredis', 'here')).toBe('OK');
    client.disconnect();
  });

  it('node-redis, on the host', async () => {
    const path = pathToFileURL(join(stack.directory, 'stack/clients/node-redis.mjs')).href;
    const { fromHost } = (await import(path)) as { fromHost: () => RedisSentinelOptions };
    const client = createSentinel(fromHost());
    await client.connect();
    await client.set('test:node-redis', 'here');
    expect(await client.get('test:node-redis')).toBe('here');
    await client.destroy();
  });

  it.each([
    ['on the host', 'host', 'from_host()'],
    ['in a container', inside, 'from_container("/stack/.local/secrets/redis-app-password")'],
  ])('redis-py, %s', async (_where, network, sentinel) => {
    const program = `
import sys; sys.path.insert(0, "/stack/clients")
from redis_py import from_host, from_container
primary = ${sentinel}.master_for("${stack.name}")
primary.set("test:redis-py", "here"); print(primary.get("test:redis-py").decode())`;
    expect(await inToolbox(network, ['python3', '-c', program])).toContain('here');
  });

  it.each([
    ['on the host', 'host', undefined],
    ['in a container', inside, 'KAFKA_BROKERS'],
  ])('librdkafka (kcat), %s', async (where, network, brokers) => {
    const bootstrap = brokers === undefined ? [] : ['-X', `bootstrap.servers=${await containerBrokers()}`];
    const settings = ['-F', '/stack/clients/librdkafka.properties', ...bootstrap];
    const value = `kcat ${where}`;
    const produced = await inToolbox(network, ['kcat', ...settings, '-P', '-t', 'events', '-p', '0'], value);
    expect(produced).not.toContain('ERROR');
    const read = ['kcat', ...settings, '-C', '-t', 'events', '-p', '0', '-o', 'beginning', '-e', '-q'];
    expect(await inToolbox(network, read)).toContain(value);
  });

  it.each([
    ['on the host', '/stack/clients/jvm.properties', true],
    ['in a container', '', false],
  ])('the JVM client, %s', async (where, properties, onHost) => {
    const value = `jvm ${where}`;
    const image = await kafkaImage();
    const servers = onHost ? hostBrokers() : await containerBrokers();
    const network = onHost ? 'host' : inside;
    const run = (tool: string, ...words: string[]) =>
      execa(
        'docker',
        [
          ...container(network),
          '-e',
          `KAFKA_BOOTSTRAP=${servers}`,
          '-e',
          'HEAP_MIB=96',
          '--entrypoint',
          'kafka-cli',
          image,
          tool,
          ...words,
        ],
        {
          input: `${value}\n`,
          all: true,
        },
      );
    const config = properties === '' ? [] : ['--command-config', properties];
    await run('console-producer', '--topic', 'events', ...config);
    const { all } = await run(
      'console-consumer',
      '--topic',
      'events',
      '--from-beginning',
      '--timeout-ms',
      '5000',
    );
    expect(all).toContain(value);
  });

  function container(network: string): string[] {
    return ['run', '--rm', '-i', '--network', network, '-v', `${stack.directory}/stack:/stack:ro`];
  }

  async function inToolbox(network: string, command: string[], input = ''): Promise<string> {
    const { all } = await execa('docker', [...container(network), toolbox, ...command], { input, all: true });
    return all;
  }

  async function containerBrokers(): Promise<string> {
    return environmentOf('KAFKA_BROKERS');
  }

  function hostBrokers(): string {
    const settings = readFileSync(join(stack.directory, 'stack/clients/jvm.properties'), 'utf8');
    return /^bootstrap\.servers=(.*)$/m.exec(settings)?.[1] ?? '';
  }

  async function environmentOf(name: string): Promise<string> {
    const { stdout } = await execa(
      'docker',
      ['compose', '-f', 'stack/connect.yaml', 'config', '--format', 'json', '--no-consistency'],
      {
        cwd: stack.directory,
      },
    );
    const model = JSON.parse(stdout) as { services: { connect: { environment: Record<string, string> } } };
    return model.services.connect.environment[name] ?? '';
  }

  async function kafkaImage(): Promise<string> {
    const { stdout } = await stack.compose('config', '--images');
    return stdout.split('\n').find((image) => image.startsWith('holdfast-kafka:')) ?? '';
  }
}

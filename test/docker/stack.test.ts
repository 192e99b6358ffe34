import { execa } from 'execa';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestStack } from '../support/stack.ts';
import { KafkaLoad, RedisLoad } from '../support/load.ts';

/**
 * The default stack, started once by `up`, then hurt one node of a tier at a time under light load. The clients live
 * through all of it: a client that has to be made anew would hide that it never came back.
 */
describe('the default stack', () => {
  const stack = TestStack.fromExample('test-minimal', '01-minimal');
  let redis: Redis;

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    redis = await stack.redis();
  });

  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    redis.disconnect();
  });

  it('survives the loss of the Redis primary: writing goes on, no write that a replica had is lost', async () => {
    await using load = new RedisLoad(await stack.redis());
    await load.run(1000);
    const primary = await primaryService(stack, redis);
    await stack.compose('kill', '-s', 'KILL', primary);
    const before = load.acknowledged;
    await eventually('writes go on', 20_000, async () =>
      Promise.resolve(load.acknowledged > before + 20 ? true : undefined),
    );
    expect(await primaryService(stack, redis)).not.toBe(primary);
    await stack.compose('up', '-d', '--wait');
    await eventually('two replicas again', 30_000, async () =>
      (await redis.info('replication')).includes('connected_slaves:2') ? true : undefined,
    );
    expect(await load.lost()).toEqual([]);
  });

  it('survives the loss of a broker: no acknowledged message is lost', async () => {
    await using load = await KafkaLoad.start(await stack.kafka(), 'example-topic');
    await load.run(1000);
    await stack.compose('kill', '-s', 'KILL', 'kafka-1');
    const before = load.acknowledged;
    await eventually('messages go on', 40_000, async () =>
      Promise.resolve(load.acknowledged > before + 20 ? true : undefined),
    );
    await stack.compose('up', '-d', '--wait');
    expect(await load.lost()).toEqual([]);
  });

  it('survives the loss of an app replica: every GET is answered', async () => {
    const url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}/healthz-of-app`;
    await stack.compose('kill', '-s', 'KILL', 'web-1');
    const answers = await Promise.all(Array.from({ length: 40 }, async () => (await fetch(url)).status));
    await stack.compose('up', '-d', '--wait');
    expect(answers.filter((status) => status >= 500)).toEqual([]);
  });

  it('brings Nginx back by itself when its process dies', async () => {
    const url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}/`;
    const { stdout: id } = await stack.compose('ps', '-q', 'nginx');
    // Not `docker kill`, which switches the restart policy off. The exec itself dies with the container.
    const kill = 'kill -9 "$(cat /tmp/nginx.pid)"';
    await stack.compose('exec', '-T', 'nginx', 'bash', '-c', kill).catch(() => undefined);
    await eventually('the engine restarts it', 10_000, async () =>
      (await restarts(id)) > 0 ? true : undefined,
    );
    const status = await eventually('Nginx answers', 10_000, async () => (await fetch(url)).status);
    expect(status).toBe(200);
  });

  it.each([
    ['restart', [['restart', '--timeout', '30']]],
    ['down, then up', [['down'], ['up', '-d', '--wait']]],
    ['kill of everything, then up', [['kill'], ['up', '-d', '--wait']]],
  ])('keeps all data over %s', async (_title, commands) => {
    await eventually('the write is taken', 20_000, async () => redis.set('test:kept', _title));
    for (const command of commands) await stack.compose(...command);
    const value = await eventually(
      'the value is read',
      30_000,
      async () => (await redis.get('test:kept')) ?? undefined,
    );
    expect(value).toBe(_title);
    const { kafka } = await stack.kafka();
    const admin = kafka.admin();
    await eventually('the cluster answers', 30_000, async () => admin.connect().then(() => true));
    expect(await admin.listTopics()).toContain('example-topic');
    await admin.disconnect();
    await stack.compose('up', '-d', '--wait');
  });

  it('proves itself again, in seconds, when nothing has changed', async () => {
    const again = await stack.holdfast('up');
    expect(again.exitCode, again.all).toBe(0);
  });
});

async function primaryService(stack: TestStack, client: Redis): Promise<string> {
  const node = /tcp_port:(\d+)/.exec(await client.info('server'))?.[1];
  const { stdout } = await stack.compose('ps', '--format', '{{.Service}} {{.Ports}}');
  const line = stdout
    .split('\n')
    .find((text) => text.startsWith('redis-') && text.includes(`:${node ?? '?'}->`));
  if (line === undefined) throw new Error(`no service publishes port ${node ?? '?'}`);
  return line.split(' ')[0] ?? '';
}

async function restarts(container: string): Promise<number> {
  const { stdout } = await execa('docker', ['inspect', '--format', '{{.RestartCount}}', container]);
  return Number(stdout);
}

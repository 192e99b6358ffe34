import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mostAway, Watch } from '../support/away.ts';
import { KafkaLoad, RedisLoad } from '../support/load.ts';
import { ChangingStack, orders, type Outcome } from '../support/changing.ts';
import { longestGap, runningIds, volumesOf } from '../support/running.ts';
import { loadWhile, summary } from '../docker/nginx/load.ts';

const name = 'hfroll';
const image = `${name}-redis:test`;

/** A service of the user's own beside the stack: nothing we do is any of its business. */
const outer = `name: ${name}
include:
  - stack/compose.yaml
services:
  mine:
    image: debian:trixie-slim
    extends: { file: stack/connect.yaml, service: connect }
    command: [sleep, infinity]
    init: true
`;

/** A running stack is changed in the ways that `up` knows, under load by long-lived clients. */
describe('up on a running stack', () => {
  const stack = new ChangingStack(name, { host: '4GiB', kafka: orders('48') });

  beforeAll(async () => {
    writeFileSync(join(stack.directory, 'compose.yaml'), outer);
    await stack.goodUp();
    const { stdout: id } = await stack.compose('ps', '--quiet', 'redis-1');
    const { stdout: reference } = await execa('docker', ['inspect', '--format', '{{.Config.Image}}', id]);
    await execa('docker', ['tag', reference, image]);
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    await execa('docker', ['rmi', '--force', image], { reject: false });
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => stack.tell('redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'sentinel-2', 'sentinel-3'));
  });

  it('upgrade gets the newest images that can be had, and restarts nothing where they are the same', async () => {
    const before = await runningIds(name);
    const upgrade = await stack.holdfast('upgrade');
    expect(upgrade.exitCode, upgrade.all).toBe(0);
    expect(upgrade.stdout).toContain('every image is the newest that can be had here; nothing was restarted');
    expect(await runningIds(name)).toEqual(before);
  });

  it('changes the size one node of a tier at a time; no acknowledged write is lost, no volume touched', async () => {
    const before = {
      volumes: await volumesOf(name),
      ids: await runningIds(name),
      leaders: await stack.leaders(),
    };
    await using redis = new RedisLoad(await stack.redis());
    await using kafka = await KafkaLoad.start(await stack.kafka(), 'orders');
    await using watch = new Watch(name);
    await Promise.all([redis.run(2000), kafka.run(2000)]);
    stack.change({ host: '5GiB', redis: '{ memory: 72MiB }', images: `{ redis: '${image}' }` });

    const url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}/`;
    let lines = '';
    let outcome: Outcome | undefined;
    const requests = await loadWhile(
      url,
      1,
      (async () => {
        const up = await stack.holdfast('up', '--json');
        expect(up.exitCode, up.all).toBe(0);
        outcome = JSON.parse(up.stdout) as Outcome;
        lines = up.stderr;
      })(),
    );
    await Promise.all([redis.run(1000), kafka.run(1000)]);

    const rolled = outcome?.rolled ?? [];
    const order = rolled.map(({ service }) => service);
    console.log(
      [
        `rolled in ${String(outcome?.total)} ms: ${rolled.map((one) => `${one.service} ${String(one.milliseconds)}`).join(', ')}`,
        `redis: ${String(redis.acknowledged)} writes with WAIT 1, longest gap ${redis.longestGap.toFixed(0)} ms`,
        `kafka: ${String(kafka.acknowledged)} messages with acks=all, longest gap ${kafka.longestGap.toFixed(0)} ms`,
        `nginx: ${summary(requests)}, longest gap ${longestGap(requests).toFixed(0)} ms`,
        `away at the same time: ${JSON.stringify(mostAway(watch.turns))}`,
      ].join('\n'),
    );
    expect(await redis.lost()).toEqual([]);
    expect(await kafka.lost()).toEqual([]);
    // The first gap is a connection to the new primary, the second a controlled shutdown.
    expect(redis.longestGap).toBeLessThan(5000);
    expect(kafka.longestGap).toBeLessThan(10_000);

    expect(mostAway(watch.turns), JSON.stringify(watch.turns)).toMatchObject({ redis: 1, kafka: 1 });
    expect(order.filter((service) => service.startsWith('redis-')).at(-1)).toBe(before.leaders.redis);
    expect(order.filter((service) => service.startsWith('kafka-')).at(-1)).toBe(before.leaders.kafka);
    expect(lines).toContain(`rolling: ${before.leaders.redis} (6 of 6), handing over its role`);
    expect(lines).toContain(`rolling: ${before.leaders.kafka} (3 of 3), waiting for in-sync replicas`);

    const after = await runningIds(name);
    const changed = [...after]
      .filter(([service, id]) => before.ids.get(service) !== id)
      .map(([service]) => service);
    expect(changed).toEqual(
      expect.arrayContaining(['redis-1', 'redis-2', 'redis-3', 'kafka-1', 'kafka-2', 'kafka-3']),
    );
    expect(changed).not.toContain('mine');
    expect(await volumesOf(name)).toEqual(before.volumes);
  });

  it('finds nothing to do the second time, and says nothing of rolling', async () => {
    const before = await runningIds(name);
    const up = await stack.holdfast('up', '--json');
    const { rolled, total } = JSON.parse(up.stdout) as Outcome;
    console.log(`up when nothing changed: ${String(total)} ms`);
    expect(rolled).toEqual([]);
    expect(up.stderr).not.toContain('rolling');
    expect(await runningIds(name)).toEqual(before);
  });

  it('refuses, before it writes anything, what would come to harm, with numbers', async () => {
    const before = { ids: await runningIds(name), config: config() };
    const client = await stack.redis();
    const value = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 30; i += 1) await client.set(`test:ballast:${String(i)}`, value);
    try {
      stack.change({ redis: '{ memory: 24MiB }' });
      const small = await stack.holdfast('up');
      expect(small.exitCode, small.all).toBe(1);
      expect(small.stderr).toMatch(/redis-\d: holds \d\d MiB of at most \d+, and is to hold at most 24 MiB/);
      stack.change({ redis: '{ memory: 72MiB }', publish: 'false' });
      const shut = await stack.holdfast('up');
      expect(shut.exitCode, shut.all).toBe(1);
      expect(shut.stderr).toContain('is open to the host, and is to be shut off from the host');
      expect(shut.stderr).toContain('redis-1: listens on port');
      stack.change({ redis: '{ memory: 72MiB, nodes: 4 }', publish: 'true' });
      const more = await stack.holdfast('up');
      expect(more.stderr).toContain('redis-4: would join the running redis');
      expect({ ids: await runningIds(name), config: config() }).toEqual(before);
    } finally {
      stack.change({ redis: '{ memory: 72MiB }' });
      const keys = Array.from({ length: 30 }, (_, i) => `test:ballast:${String(i)}`);
      await client.del(...keys);
      client.disconnect();
    }
  });

  function config(): string {
    return readFileSync(join(stack.directory, 'stack/config/redis/redis.conf'), 'utf8');
  }
});

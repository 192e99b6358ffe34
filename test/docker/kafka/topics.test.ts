import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack } from '../../support/stack.ts';

const name = 'kt-topics';

/** The topics one-shot and the brokers' promises, on three brokers of their own. The tests build on each other. */
describe('topics on three brokers', () => {
  const stack = TestStack.fromSpec(name, spec({ orders: { partitions: 2 }, log: { partitions: 1 } }));
  let admin: Admin;

  beforeAll(async () => {
    const generated = await stack.holdfast('generate');
    expect(generated.exitCode, generated.all).toBe(0);
    await stack.compose('up', '-d', '--wait', '--quiet-pull');
    admin = (await stack.kafka()).kafka.admin();
    await admin.connect();
  });

  afterAll(async () => {
    await admin.disconnect();
    await stack[Symbol.asyncDispose]();
  });

  it('creates them with three replicas, of which two must have a message', async () => {
    expect(await partitionsOf('orders')).toEqual([3, 3]);
    expect(await partitionsOf('log')).toEqual([3]);
    for (const topic of ['orders', 'log'])
      expect(await settingsOf(topic)).toMatchObject({ 'min.insync.replicas': '2' });
  });

  it('has nothing to do when nothing has changed', async () => {
    const again = await apply({ orders: { partitions: 2 }, log: { partitions: 1 } });
    expect([again.exitCode, again.stdout]).toEqual([
      0,
      'topics: 2 wanted, 0 created, 0 grown, 0 settings changed',
    ]);
  });

  it('grows one, adds one, and leaves alone what the spec no longer names', async () => {
    const grown = await apply({ orders: { partitions: 4 }, events: { partitions: 1 } });
    expect([grown.exitCode, grown.stdout]).toEqual([
      0,
      'topics: 2 wanted, 1 created, 1 grown, 0 settings changed',
    ]);
    expect(await partitionsOf('orders')).toEqual([3, 3, 3, 3]);
    expect(await partitionsOf('events')).toEqual([3]);
    expect(await partitionsOf('log')).toEqual([3]);
  });

  it('sets a topic’s own settings, and resets them when the spec drops them', async () => {
    const set = await apply({ orders: { partitions: 4, config: { 'retention.ms': 60_000 } } });
    expect(set.stdout).toContain('orders: retention.ms=60000\n');
    expect(await settingsOf('orders')).toMatchObject({ 'retention.ms': '60000' });

    const reset = await apply({ orders: { partitions: 4 } });
    expect(reset.stdout).toContain("orders: retention.ms is back to the brokers' own");
    expect(reset.stdout).toContain('1 settings changed');
    // The brokers keep messages for a week: log.retention.hours=168.
    expect(await settingsOf('orders')).toMatchObject({ 'retention.ms': String(7 * 24 * 3600 * 1000) });
  });

  it('refuses to shrink one, says what to do, and changes nothing else either', async () => {
    const shrunk = {
      orders: { partitions: 3 },
      log: { partitions: 1, config: { 'retention.ms': 1 } },
      newcomer: { partitions: 1 },
    };
    const refused = await apply(shrunk);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('refused, nothing was changed');
    expect(refused.stderr).toContain('orders has 4 partitions, the spec says 3');
    expect(refused.stderr).toContain('write the larger number, or delete the topic yourself');
    expect(await partitionsOf('orders')).toHaveLength(4);
    expect(await settingsOf('log')).not.toMatchObject({ 'retention.ms': '1' });
    expect(await admin.listTopics()).not.toContain('newcomer');

    const up = await stack.holdfast('up');
    expect(up.exitCode).not.toBe(0);
    expect(up.all).toContain('orders has 4 partitions, the spec says 3');
  });

  it('starts again when the spec is mended', async () => {
    write({ orders: { partitions: 4 } });
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
  });

  it('gives operators Kafka’s tools within their own memory limit', async () => {
    const { stdout } = await stack.compose('run', '--rm', '-T', 'kafka-cli', 'topics', '--list');
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['events', 'log', 'orders']));

    const { limit, peak } = await memoryOfTool();
    console.log(`kafka-cli topics --list: peak ${String(peak)} of ${String(limit)} MiB`);
    expect(limit).toBe(192);
    // The peak counts file pages that the kernel would give back: below the limit, nothing had to be.
    expect(peak).toBeLessThan(limit);
  });

  it('names the tools when asked for one that does not exist', async () => {
    const run = ['compose', 'run', '--rm', '-T', 'kafka-cli', 'topic'];
    const unknown = await execa('docker', run, { cwd: stack.directory, reject: false });
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain("there is no tool 'topic'");
    expect(unknown.stderr).toMatch(/tools: acls .*topics/);
  });

  function write(topics: Topics): void {
    writeFileSync(join(stack.directory, 'stack.yaml'), spec(topics));
  }

  /** As `up` does it: the bundle is written and the one-shot runs; alone, so that its words can be read. */
  async function apply(topics: Topics) {
    write(topics);
    const generated = await stack.holdfast('generate');
    expect(generated.exitCode, generated.all).toBe(0);
    const run = ['compose', 'run', '--rm', '--no-deps', '-T', 'kafka-topics'];
    return execa('docker', run, { cwd: stack.directory, reject: false });
  }

  async function metadataOf(topic: string) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions ?? [];
  }

  /** Replicas of each partition. */
  async function partitionsOf(topic: string): Promise<number[]> {
    return (await metadataOf(topic)).map(({ replicas }) => replicas.length);
  }

  async function settingsOf(topic: string): Promise<Record<string, string>> {
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic }];
    const { resources: found } = await admin.describeConfigs({ includeSynonyms: false, resources });
    return Object.fromEntries(found[0]?.configEntries.map((one) => [one.configName, one.configValue]) ?? []);
  }

  /** What the kernel counted for the tool's container, MiB; the files are named differently in cgroup 1 and 2. */
  async function memoryOfTool(): Promise<{ limit: number; peak: number }> {
    const read = [
      'kafka-cli topics --list > /dev/null',
      'cd /sys/fs/cgroup',
      'cat memory/memory.limit_in_bytes memory/memory.max_usage_in_bytes 2>/dev/null || cat memory.max memory.peak',
    ].join(' && ');
    const run = ['run', '--rm', '-T', '--entrypoint', 'bash', 'kafka-cli', '-c', read];
    const [limit = 0, peak = 0] = (await stack.compose(...run)).stdout.split('\n').map(Number);
    return { limit: limit / 1024 / 1024, peak: Math.round(peak / 1024 / 1024) };
  }
});

type Topics = Readonly<
  Record<string, { readonly partitions: number; readonly config?: Record<string, number> }>
>;

/** Kafka alone. JSON is YAML. */
function spec(topics: Topics): string {
  const off = { nginx: false, apps: false, redis: false, backup: false };
  // Ports of its own: others start beside it.
  return JSON.stringify({ name, ...off, kafka: { topics, ports: [29192, 29193, 29194] } });
}

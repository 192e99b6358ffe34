import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, eventually, TestStack } from '../support/stack.ts';
import { savedStack } from '../support/saved-stack.ts';

const name = 'cold-test';
/** Of each kind, for each partition of each topic. */
const messages = 500;
/** What makes a restore take long enough to be killed half way: of the largest topic, MiB. */
const ballast = 96;
const topics = { orders: 2, events: 3, ballast: 1 } as const;

const spec = `name: ${name}
nginx: false
apps: false
kafka: { topics: { orders: 2, events: 3, ballast: 1 } }
redis: { nodes: 2, memory: 32MiB, endpoint: false }
`;

interface ColdTaken {
  readonly id: string;
  readonly milliseconds: number;
  readonly away: { readonly serving: number; readonly whole: number };
  readonly addedBytes: number;
  readonly cold: {
    readonly clusterId: string;
    readonly volumes: readonly { readonly allocatedBytes: number }[];
  };
}

interface Listed {
  readonly backups: readonly { readonly id: string; readonly cold: boolean; readonly verified: boolean }[];
}

/** The volumes of a whole cluster, saved while it is stopped, and put back: offsets, headers, times and positions as they were. */
describe('a cold backup of Kafka', () => {
  const stack = TestStack.fromSpec(name, spec);
  const { good, refused } = savedStack(stack);
  const seen: string[] = [];
  let before: Awaited<ReturnType<typeof everything>>;
  let taken: ColdTaken;

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    await fill(ballast);
  });
  afterAll(async () => {
    console.log(seen.join('\n'));
    await stack[Symbol.asyncDispose]();
  });

  async function fill(mebibytes: number): Promise<void> {
    const { kafka, producer: settings } = await stack.kafka();
    const producer = kafka.producer(settings);
    await producer.connect();
    for (let sent = 0; sent < mebibytes; sent += 1) {
      const batch = Array.from({ length: 8 }, () => ({ value: randomBytes(120_000), partition: 0 }));
      await producer.send({ topic: 'ballast', acks: -1, messages: batch });
    }
    await producer.disconnect();
  }

  async function write(word: string): Promise<void> {
    const { kafka, producer: settings } = await stack.kafka();
    const producer = kafka.producer(settings);
    await producer.connect();
    for (const topic of ['orders', 'events'] as const) {
      for (let partition = 0; partition < topics[topic]; partition += 1) {
        const batch = Array.from({ length: messages }, (_, index) => ({
          partition,
          key: `${word}-${String(index)}`,
          value: index % 10 === 0 ? null : `value ${String(index)}`,
          headers: { trace: `t${String(index)}`, [word]: 'yes' },
          timestamp: String(Date.now() - 60_000 + index),
        }));
        await producer.send({ topic, acks: -1, messages: batch });
      }
    }
    await producer.disconnect();
  }

  /** Reads some records as a member of a group, and commits how far it came. */
  async function consume(group: string, count: number): Promise<void> {
    const { kafka, consumer: settings } = await stack.kafka();
    const consumer = kafka.consumer({ ...settings, groupId: group });
    await consumer.connect();
    await consumer.subscribe({ topic: 'orders', fromBeginning: true });
    let read = 0;
    await new Promise<void>((resolve, reject) => {
      const each = async ({
        topic,
        partition,
        message,
      }: {
        topic: string;
        partition: number;
        message: { offset: string };
      }) => {
        if (read >= count) return;
        read += 1;
        await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
        if (read === count) resolve();
      };
      consumer.run({ autoCommit: false, eachMessage: each }).catch(reject);
    });
    await consumer.disconnect();
  }

  /** Each record with its offset, key, value, headers and time; and where the group is. */
  async function everything() {
    const { kafka, consumer: settings } = await stack.kafka();
    const admin = kafka.admin();
    await admin.connect();
    const records: string[] = [];
    for (const topic of ['orders', 'events']) {
      const ends = await admin.fetchTopicOffsets(topic);
      const total = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      const consumer = kafka.consumer({ ...settings, groupId: `reader-${randomBytes(4).toString('hex')}` });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      let found = 0;
      await new Promise<void>((resolve, reject) => {
        if (total === 0) resolve();
        const each = ({
          partition,
          message,
        }: {
          partition: number;
          message: {
            offset: string;
            key: Buffer | null;
            value: Buffer | null;
            headers?: object;
            timestamp: string;
          };
        }) => {
          const headers = Object.entries(message.headers ?? {}).map(
            ([key, value]) => `${key}=${String(value)}`,
          );
          const { offset, key, value, timestamp } = message;
          records.push(
            [topic, partition, offset, key, value?.toString() ?? 'null', timestamp, ...headers].join(' '),
          );
          if ((found += 1) === total) resolve();
          return Promise.resolve();
        };
        consumer.run({ autoCommit: false, eachMessage: each }).catch(reject);
      });
      await consumer.disconnect();
    }
    const positions = await admin.fetchOffsets({ groupId: 'billing', topics: ['orders'] });
    const ends = await Promise.all(Object.keys(topics).map((topic) => admin.fetchTopicOffsets(topic)));
    await admin.disconnect();
    // In whatever order brokers answered.
    const sorted = <P extends { partition: number }>(partitions: readonly P[]): readonly P[] =>
      partitions.toSorted((a, b) => a.partition - b.partition);
    return {
      records: records.sort(),
      positions: JSON.stringify(positions.map((one) => ({ ...one, partitions: sorted(one.partitions) }))),
      ends: JSON.stringify(ends.map(sorted)),
    };
  }

  function same(now: Awaited<ReturnType<typeof everything>>, then: typeof now): void {
    // As a count and one difference: thousands of lines would be printed otherwise.
    expect(now.records.length).toBe(then.records.length);
    expect(now.records.find((record, index) => record !== then.records[index])).toBeUndefined();
    expect(now.positions).toBe(then.positions);
    expect(now.ends).toBe(then.ends);
  }

  it('stops the brokers, saves them and starts them again; nothing is done before the name was typed', async () => {
    await write('kept');
    await consume('billing', 123);
    before = await everything();
    expect(before.records).toHaveLength(5 * messages);
    expect(await refused('backup', '--cold')).toMatchObject({ code: 'usage' });
    taken = await good<ColdTaken>('backup', '--cold', '--yes', name);
    const size = taken.cold.volumes.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
    seen.push(
      `cold backup: ${(taken.milliseconds / 1000).toFixed(1)} s, Kafka away for ${(taken.away.serving / 1000).toFixed(1)} s, whole after ${(taken.away.whole / 1000).toFixed(1)} s; ${(size / 1048576).toFixed(0)} MiB, ${(taken.addedBytes / 1048576).toFixed(0)} MiB in the repository`,
    );
    same(await everything(), before);
    expect((await stack.holdfast('status')).exitCode).toBe(0);
  });

  it('a second one adds next to nothing, is listed as cold, and does not count for the others', async () => {
    const again = await good<ColdTaken>('backup', '--cold', '--yes', name);
    seen.push(
      `again: Kafka away for ${(again.away.serving / 1000).toFixed(1)} s, ${(again.addedBytes / 1048576).toFixed(1)} MiB more`,
    );
    expect(again.addedBytes).toBeLessThan(8 * 1024 * 1024);
    const plain = await good<{ id: string }>('backup');
    const { backups } = await good<Listed>('backups');
    expect(backups.map(({ id, cold }) => [id, cold])).toEqual([
      [taken.id, true],
      [again.id, true],
      [plain.id, false],
    ]);
    await good('backup', '--verify', taken.id);
    expect((await good<Listed>('backups')).backups.map(({ verified }) => verified)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('what was written since is gone, and all that was there is there again, at its offset', async () => {
    await write('lost');
    await consume('billing', 100);
    const began = performance.now();
    await good('restore', taken.id, '--yes', name);
    seen.push(`restore: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    same(await everything(), before);
    await write('later');
    expect((await everything()).records.length).toBe(2 * before.records.length);
  });

  it('a restore that was killed half way: no broker starts, status is ill, and the next one brings all back', async () => {
    const child = execa('node', [cli, 'restore', taken.id, '--yes', name], {
      cwd: stack.directory,
      reject: false,
      all: true,
    });
    let killed = false;
    for await (const line of child.iterable({ from: 'all' })) {
      if (!/^ +unpacking \d+ %/.test(line)) continue;
      killed = child.kill('SIGKILL');
      break;
    }
    await child;
    expect(killed).toBe(true);
    await eventually('the box ends by itself', 30_000, async () => {
      const { stdout } = await execa('docker', ['ps', '-q', '--filter', `label=holdfast.job=${name}`]);
      return stdout === '' ? true : undefined;
    });
    const status = await stack.holdfast('status');
    expect(status.exitCode).toBe(1);
    expect(status.all).toContain(`the restore of ${taken.id} was broken off`);
    const up = await stack
      .compose('up', '--detach', '--wait', 'kafka-1')
      .catch((error: unknown) => error as { exitCode: number });
    expect(up.exitCode).not.toBe(0);
    const { stdout } = await stack.compose('logs', '--no-log-prefix', 'kafka-format');
    expect(stdout).toContain(`a restore was broken off. Run it again: holdfast restore ${taken.id}`);
    // Not by the one that formats alone: a broker that is started by hand looks as well.
    const broker = await stack
      .compose('run', '--rm', '--no-deps', 'kafka-1')
      .catch((error: unknown) => error as { exitCode: number; all?: string });
    expect(broker.exitCode).toBe(1);
    expect(broker.all).toContain('REFUSED');
    await good('restore', taken.id, '--yes', name);
    same(await everything(), before);
    expect((await stack.holdfast('status')).exitCode).toBe(0);
  });

  it('Ctrl-C while the volumes are read: the brokers are started again, and no backup is left', async () => {
    const listed = (await good<Listed>('backups')).backups.length;
    // More than is there already, so that it takes a moment.
    await fill(ballast);
    const now = await everything();
    const child = execa('node', [cli, 'backup', '--cold', '--yes', name], {
      cwd: stack.directory,
      reject: false,
      all: true,
    });
    for await (const line of child.iterable({ from: 'all' })) {
      if (!/^ +reading \d/.test(line)) continue;
      child.kill('SIGINT');
      break;
    }
    const { exitCode } = await child;
    expect(exitCode).toBe(130);
    await eventually('Kafka is whole', 60_000, async () =>
      (await stack.holdfast('status')).exitCode === 0 ? true : undefined,
    );
    expect((await good<Listed>('backups')).backups).toHaveLength(listed);
    same(await everything(), now);
  });

  it('one of another cluster is refused, and nothing has changed', async () => {
    const secret = `${stack.directory}/stack/.local/secrets/kafka-cluster-id`;
    const own = readFileSync(secret, 'utf8');
    chmodSync(secret, 0o644);
    writeFileSync(secret, 'AbCdEfGhIjKlMnOpQrStUw');
    try {
      expect(await refused('restore', taken.id, '--yes', name)).toMatchObject({
        code: 'no',
        message: expect.stringContaining('does not fit') as string,
      });
    } finally {
      writeFileSync(secret, own);
    }
    expect((await stack.holdfast('status')).exitCode).toBe(0);
  });
});

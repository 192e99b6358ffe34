import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestStack } from '../support/stack.ts';

const name = 'backup-failures-test';
const roomMiB = 24;

const spec = `name: ${name}
nginx: false
apps: false
kafka: false
redis: { nodes: 3, memory: 96MiB }
`;

/** A disk of its own for backups, so small that it can be filled. */
const override = `volumes:
  backup:
    driver_opts: { type: tmpfs, device: tmpfs, o: 'size=${String(roomMiB)}m,uid=10001,gid=10001,mode=0700' }
`;

describe('a backup that goes wrong ends in a clear error, and the live store is unhurt', () => {
  const stack = TestStack.fromSpec(name, spec);

  beforeAll(async () => {
    writeFileSync(join(stack.directory, 'compose.override.yaml'), override);
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    await write('small', 200, 100);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  async function write(prefix: string, count: number, bytes: number): Promise<void> {
    const redis = await stack.redis();
    for (let key = 0; key < count; key += 1)
      await redis.set(`${prefix}:${String(key)}`, randomBytes(bytes).toString('base64'));
    await redis.wait(1, 5000);
    redis.disconnect();
  }

  async function size(): Promise<number> {
    const redis = await stack.redis();
    try {
      return await redis.dbsize();
    } finally {
      redis.disconnect();
    }
  }

  async function backup(): Promise<{ exitCode: number | undefined; message: string }> {
    const { exitCode, stdout } = await stack.holdfast('backup', '--json');
    const { error } = JSON.parse(stdout) as { error?: { message: string } };
    return { exitCode, message: error?.message ?? '' };
  }

  /** Runs a script in the backup container as soon as a backup is being taken. */
  async function meanwhile(script: string): Promise<void> {
    const wait = 'mkdir -p /backup/state; while flock -n /backup/state/lock true; do sleep 0.02; done';
    await stack.compose('exec', '-T', 'backup', 'bash', '-c', `${wait}; ${script}`);
  }

  it('one that was killed is not listed, and the next one succeeds', async () => {
    const [killed] = await Promise.all([backup(), meanwhile('kill -KILL $(cat /backup/state/pid)')]);
    expect(killed.exitCode).toBe(1);
    expect(killed.message).toMatch(/without an outcome/);
    const { stdout } = await stack.holdfast('backups', '--json');
    expect((JSON.parse(stdout) as { backups: unknown[] }).backups).toHaveLength(0);
    expect(await backup()).toEqual({ exitCode: 0, message: '' });
    expect(await size()).toBe(200);
  });

  it('with the primary killed meanwhile it succeeds or says why, and the next one succeeds', async () => {
    const { stdout } = await stack.holdfast('status', '--json');
    const status = JSON.parse(stdout) as { tiers: { redis: { primary: { service: string } } } };
    const primary = status.tiers.redis.primary.service;
    const [hit] = await Promise.all([backup(), stack.compose('kill', primary)]);
    if (hit.exitCode !== 0) expect(hit.message).toMatch(/Redis/);
    await stack.compose('start', primary);
    await eventually('a backup after the failover', 60_000, async () =>
      (await backup()).exitCode === 0 ? true : undefined,
    );
    expect(await size()).toBe(200);
  });

  it('a full disk', async () => {
    await write('large', 300, 100_000);
    const full = await backup();
    expect(full.exitCode).toBe(1);
    expect(full.message).toBe('the disk that backups go to is full; the backup was not finished');
    expect((await stack.holdfast('status')).exitCode).toBe(1);
    expect(await size()).toBe(500);
    const redis = await stack.redis();
    const large = await redis.keys('large:*');
    await redis.del(...large);
    await redis.wait(2, 5000);
    redis.disconnect();
    expect(await backup()).toEqual({ exitCode: 0, message: '' });
    expect((await stack.holdfast('status')).exitCode).toBe(0);
  });
});

import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savedSpec, savedStack, startSaved, type Backups } from '../support/saved-stack.ts';
import { cli, eventually, TestStack } from '../support/stack.ts';

const name = 'backup-elsewhere-test';
const besideName = 'backup-beside-test';
/** Who the backup service is inside. */
const backupUser = 10001;

/** A repository in a directory of this machine, filled on schedule; what is in it goes to a second stack, and back. */
describe('a repository in a directory', () => {
  const repository = mkdtempSync(join(tmpdir(), 'holdfast-repository-'));
  // Once, and soon: one every minute would be in the way of those that the tests ask for.
  const due = new Date(Date.now() + 120_000);
  const schedule = `${String(due.getUTCMinutes())} ${String(due.getUTCHours())} * * *`;
  const spec = `${savedSpec(name)}backup: { schedule: '${schedule}', to: ${repository} }\n`;
  const stack = TestStack.fromSpec(name, spec);
  const beside = new TestStack(besideName, join(dirname(stack.directory), besideName));
  const { good, refused, savedRdb, writeRedis, redisValues, writeKafka, records, setGroup, groupPosition } =
    savedStack(stack);

  beforeAll(async () => {
    chownSync(repository, backupUser, backupUser);
    await startSaved(stack);
    await writeRedis('kept');
    await writeKafka('kept');
    await setGroup('77');
  });

  afterAll(async () => {
    await beside[Symbol.asyncDispose]().catch(() => undefined);
    await stack[Symbol.asyncDispose]();
    rmSync(repository, { recursive: true, force: true });
  });

  it('what is due is saved by itself, into the directory', async () => {
    const id = await eventually('a backup that nobody asked for', 180_000, async () => {
      const { backups } = await good<Backups>('backups');
      return backups[0]?.id;
    });
    expect(id).toMatch(/^\d{8}-\d{6}$/);
    expect(readdirSync(repository)).toEqual(expect.arrayContaining(['config', 'data', 'keys', 'snapshots']));
    const status = await stack.holdfast('status');
    expect(status.exitCode, status.all).toBe(0);
  });

  it('a second stack is filled from it, whose backups go elsewhere; the first one goes on', async () => {
    const [values, before] = [await redisValues(), await records()];
    await good('backup');
    await writeRedis('later');
    const restored = await stack.holdfast('restore', '--as', besideName);
    expect(restored.exitCode, restored.all).toBe(0);
    expect(restored.all).toContain(`not in ${besideName}/stack.yaml, it has its own: backup.to`);
    const there = savedStack(beside);
    expect(await there.redisValues()).toEqual(values);
    expect(await there.records()).toEqual(before);
    expect(await there.groupPosition()).toBe('77');
    expect(Object.keys(await redisValues())).toContain('later:0');
    expect(readFileSync(join(beside.directory, 'stack.yaml'), 'utf8')).not.toContain(repository);
    await there.good('backup');
    expect((await beside.holdfast('status')).exitCode).toBe(0);
    await good('backup');
    await beside[Symbol.asyncDispose]();
  });

  it('a restore that was killed half way: status is ill, up refuses, and the next one brings all back', async () => {
    await good('backup');
    const [values, before] = [await redisValues(), await records()];
    const child = execa('node', [cli, 'restore', '--yes', name], {
      cwd: stack.directory,
      reject: false,
      all: true,
    });
    let killed = false;
    for await (const line of child.iterable({ from: 'all' })) {
      if (!line.includes('removing')) continue;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      killed = child.kill('SIGKILL');
      break;
    }
    await child;
    expect(killed).toBe(true);
    const status = await stack.holdfast('status');
    expect(status.exitCode).toBe(1);
    expect(status.all).toContain('has not ended');
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(1);
    expect(up.all).toContain('holdfast restore');
    await good('restore', '--yes', name);
    expect(await redisValues()).toEqual(values);
    expect(await records()).toEqual(before);
    expect(await groupPosition()).toBe('77');
    expect((await stack.holdfast('status')).exitCode).toBe(0);
  });

  it('an RDB file of a version that this server cannot load is refused before anything is removed', async () => {
    const values = await redisValues();
    const later = await savedRdb();
    later.write('0099', 'REDIS'.length);
    // No checksum: then the version is all that is wrong with it.
    later.fill(0, later.length - 8);
    const file = join(stack.directory, 'later.rdb');
    writeFileSync(file, later, { mode: 0o644 });
    expect((await refused('restore', '--from-rdb', file, '--yes', name)).message).toMatch(
      /format version 99, which this server does not know/,
    );
    expect(await redisValues()).toEqual(values);
  });
});

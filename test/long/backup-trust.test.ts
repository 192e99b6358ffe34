import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savedSpec, savedStack, startSaved } from '../support/saved-stack.ts';
import { TestStack } from '../support/stack.ts';

const name = 'backup-trust-test';

describe('what is not to be trusted is found out before anything is replaced', () => {
  const stack = TestStack.fromSpec(name, savedSpec(name));
  const { good, refused, inBackup, savedRdb, writeRedis, redisValues, writeKafka } = savedStack(stack);

  beforeAll(() => startSaved(stack));
  afterAll(() => stack[Symbol.asyncDispose]());

  beforeAll(async () => {
    await writeRedis('kept');
    await writeKafka('kept');
    await good('backup');
  });

  it('a wrong key and a damaged repository are told, and status is ill until a backup succeeds', async () => {
    const restic = 'restic -r /backup/repository --password-file';
    await inBackup(
      `printf other > /tmp/other && ${restic} /run/secrets/backup-key key add --new-password-file /tmp/other`,
    );
    await inBackup(`${restic} /tmp/other key list --json > /dev/null`);
    // Only the other key opens it from now on.
    const own = `${restic} /tmp/other key list | awk '!/^\\*/ && $1 ~ /^[0-9a-f]{8}$/ { print $1 }'`;
    await inBackup(`${restic} /tmp/other key remove $(${own})`);
    expect((await refused('backup')).message).toMatch(/^the key does not open the repository/);
    const { exitCode, all } = await stack.holdfast('status');
    expect(exitCode, all).toBe(1);
    expect(all).toContain('the key does not open the repository');
    await inBackup(`${restic} /tmp/other key add --new-password-file /run/secrets/backup-key`);
    await good('backup');
    expect((await stack.holdfast('status')).exitCode).toBe(0);
    const values = await redisValues();
    // Every pack loses its middle.
    await inBackup(
      'chmod -R u+w /backup/repository/data; for f in /backup/repository/data/*/*; do dd if=/dev/zero of="$f" bs=64 seek=2 count=4 conv=notrunc 2>/dev/null; done',
    );
    expect((await refused('backup', '--verify')).message).toMatch(/damaged/);
    expect((await refused('restore', '--yes', name)).message).toMatch(/damaged/);
    expect(await redisValues()).toEqual(values);
    await inBackup('mv /backup/repository /backup/damaged');
    await good('backup');
  });

  it('an RDB file of another Redis; one that is damaged changes nothing', async () => {
    const values = await redisValues();
    const file = join(stack.directory, 'dump.rdb');
    writeFileSync(file, 'REDIS0099 and no more', { mode: 0o644 });
    expect((await refused('restore', '--from-rdb', file, '--yes', name)).message).toMatch(/damaged/);
    expect(await redisValues()).toEqual(values);
    writeFileSync(file, await savedRdb(), { mode: 0o644 });
    await writeRedis('gone');
    await good('restore', '--from-rdb', file, '--yes', name);
    expect(await redisValues()).toEqual(values);
  });
});

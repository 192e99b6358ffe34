import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys, messages, savedSpec, savedStack, startSaved, type Backups } from '../support/saved-stack.ts';
import { TestStack } from '../support/stack.ts';

const name = 'backup-test';

describe('backups', () => {
  const stack = TestStack.fromSpec(name, savedSpec(name));
  const { good, refused, writeRedis, redisValues, writeKafka, records, setGroup, groupPosition } =
    savedStack(stack);

  beforeAll(() => startSaved(stack));
  afterAll(() => stack[Symbol.asyncDispose]());

  it('a replica is read, a proof restores it beside the stack, a second one adds only what is new', async () => {
    await writeRedis('kept');
    await writeKafka('kept');
    await setGroup('77');
    const first = await good<{
      id: string;
      manifest: { redis: { role: string; keys: number; loaded: unknown } };
    }>('backup');
    expect(first.manifest.redis).toMatchObject({ role: 'replica', keys, loaded: { keys } });
    await good('backup', '--verify', first.id);
    await writeKafka('more');
    const second = await good<{ manifest: { kafka: { added: number; records: number } } }>('backup');
    expect(second.manifest.kafka).toMatchObject({ added: 2 * messages, records: 4 * messages });
    const { backups } = await good<Backups>('backups');
    expect(backups.map(({ verified }) => verified)).toEqual([true, false]);
    const { exitCode, all } = await stack.holdfast('status');
    expect(exitCode, all).toBe(0);
  });

  it('nothing is replaced before the name was typed', async () => {
    const before = await redisValues();
    expect(await refused('restore')).toMatchObject({ code: 'usage' });
    expect(await refused('restore', '--yes', 'other')).toMatchObject({ code: 'usage' });
    expect(await refused('restore', '20200101-000000', '--yes', name)).toMatchObject({ code: 'no' });
    expect(await redisValues()).toEqual(before);
  });

  it('what was saved comes back record by record, what was written since is gone, groups go on', async () => {
    const values = await redisValues();
    const before = await records();
    await writeRedis('lost');
    await writeKafka('lost');
    await setGroup('333');
    await good('restore', '--yes', name);
    expect(await redisValues()).toEqual(values);
    expect(await records()).toEqual(before);
    expect(await groupPosition()).toBe('77');
  });

  it('one store alone; the other one keeps what was written since', async () => {
    await writeRedis('after');
    await writeKafka('after');
    const before = await records();
    await good('restore', '--only', 'redis', '--yes', name);
    expect(Object.keys(await redisValues())).not.toContain('after:0');
    expect(await records()).toEqual(before);
  });

  it('two at once are not possible', async () => {
    const held = stack.compose('exec', '-T', 'backup', 'flock', '/backup/state/lock', 'sleep', '6');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await refused('backup')).toMatchObject({ message: 'a backup or a restore is running already' });
    await held;
  });
});

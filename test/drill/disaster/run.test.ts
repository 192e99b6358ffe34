import { describe, expect, test } from 'vitest';
import { runDisaster } from '../../../src/drill/disaster/run.ts';
import { whyChanged } from '../../../src/drill/disaster/users.ts';
import { verifyTier } from '../../../src/drill/disaster/verify.ts';
import { StackError } from '../../../src/errors.ts';
import { wellContainers } from '../../support/fake-engine.ts';
import { plan } from '../limits/runs.ts';
import { PlayedStack } from './stage.ts';

const way = 'holdfast restore 20260131-030000 --yes shop';

async function checked(stack: PlayedStack) {
  const run = await runDisaster(stack.context, stack.options);
  return { run, check: verifyTier('store', run.written, run.found.get('store') ?? [], run.moments) };
}

describe('a disaster', () => {
  test('in its order: whole, load, backup, load, destroyed, restored, read back, removed', async () => {
    const stack = new PlayedStack();
    const { run, check } = await checked(stack);
    expect(stack.calls).toEqual([
      'waiting until the stack is whole',
      'sweep',
      'connecting the clients',
      'load, 0.1 s',
      'saving',
      'load after the backup, 0.1 s; the backup is tried out',
      'load stopped',
      'destroying every container and data volume',
      'restoring',
      'starting the stack',
      'waiting for a first write',
      'reading every record back',
      'waiting until the stack is whole again',
      'sweep',
    ]);
    expect(check).toMatchObject({
      missing: [],
      wrong: [],
      doubled: [],
      late: [],
      strange: [],
      disordered: [],
    });
    expect(check.acknowledged.before).toBeGreaterThan(10);
    expect(check.acknowledged.after).toBeGreaterThan(10);
    expect(check.lost).toBeGreaterThanOrEqual(check.acknowledged.after);
    expect(run.users).toMatchObject([{ what: 'keys', before: 1, after: 1, restorable: 1, restored: 1 }]);
    expect(run.users.map(whyChanged)).toEqual([undefined]);
    expect(run.firstWrites.map(({ tier }) => tier)).toEqual(['store']);
    const { backup, destroyed } = run.moments;
    const order = [backup.began, backup.ended, destroyed, run.proven, run.up, run.length];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(stack.own()).toEqual([]);
  });

  test('kills everything, then removes it, then the volumes; and only what is of the plan', async () => {
    const containers = wellContainers(plan);
    const [first] = containers.values();
    containers.set('theirs', { ...first!, id: 'id-theirs', service: 'theirs' });
    const stack = new PlayedStack({ containers });
    await runDisaster(stack.context, stack.options);
    const verbs = stack.engine.calls.map((call) => call.split(' ')[0]);
    const lastKill = verbs.lastIndexOf('kill');
    expect(lastKill).toBeGreaterThan(10);
    expect(verbs.slice(lastKill + 1)).toEqual(['remove', 'remove']);
    expect(stack.engine.calls.slice(-2)[0]).toMatch(/^remove containers .*id-redis-1/);
    expect(stack.engine.calls.at(-1)).toBe('remove volumes shop-redis-1-data shop-kafka-1-data');
    expect(stack.engine.calls.join()).not.toContain('theirs');
  });

  test('writes down what it does before it does it, and that it is over', async () => {
    const stack = new PlayedStack();
    await runDisaster(stack.context, stack.options);
    expect(stack.kept).toEqual(['disaster 20260131-030000', '']);
    expect(stack.notes).toEqual([`from here on the way back is: ${way}`]);
  });

  test.each([
    ['a record lost', (stack: PlayedStack) => stack.store.delete('drill:3'), { missing: ['drill:3'] }],
    ['a value changed', (stack: PlayedStack) => stack.store.set('drill:3', '4'), { wrong: ['drill:3'] }],
    ['a stranger', (stack: PlayedStack) => stack.store.set('drill:x', '4'), { strange: ['drill:x'] }],
  ])('sees %s', async (_what, spoil, seen) => {
    const stack = new PlayedStack();
    stack.faults.spoil = () => spoil(stack);
    expect((await checked(stack)).check).toMatchObject(seen);
  });

  test('starts all of it also when what was restored cannot be counted, and says so then', async () => {
    const stack = new PlayedStack();
    stack.faults.count = () => Promise.reject(new StackError('no', 'Kafka does not answer'));
    await expect(runDisaster(stack.context, stack.options)).rejects.toMatchObject({
      message: 'Kafka does not answer',
    });
    expect(stack.calls).toContain('starting the stack');
    expect(stack.wounds.open()).toEqual([]);
    expect(stack.own()).toEqual([]);
  });

  test('sees that something of the user is gone', async () => {
    const stack = new PlayedStack();
    stack.faults.spoil = () => stack.store.delete('mine');
    const { run } = await checked(stack);
    expect(run.users.map(whyChanged)).toEqual(['keys: 0 restored, the backup has 1']);
  });
});

describe('nothing is destroyed', () => {
  const untouched = (stack: PlayedStack): void => {
    expect(stack.engine.calls).toEqual([]);
    expect(stack.kept).toEqual([]);
    expect(stack.own()).toEqual([]);
  };

  test('by Ctrl-C while it waits for a stack that is not whole', async () => {
    const stack = new PlayedStack({ containers: new Map() });
    stack.interruption.abort(new StackError('interrupted', 'interrupted'));
    await expect(runDisaster(stack.context, stack.options)).rejects.toMatchObject({ code: 'interrupted' });
    untouched(stack);
  });

  test('when the backup cannot be read', async () => {
    const stack = new PlayedStack();
    stack.faults.tryOut = () => Promise.reject(new StackError('no', 'the repository is damaged'));
    await expect(runDisaster(stack.context, stack.options)).rejects.toMatchObject({
      message: 'the repository is damaged',
    });
    expect(stack.calls).toContain('load stopped');
    untouched(stack);
  });

  test('when a store is not in the backup', async () => {
    const stack = new PlayedStack();
    stack.faults.absent = true;
    await expect(runDisaster(stack.context, stack.options)).rejects.toThrow(
      'the backup 20260131-030000 does not hold store, so nothing was destroyed',
    );
    untouched(stack);
  });

  test('when there is no volume', async () => {
    const stack = new PlayedStack();
    stack.faults.volumes = [];
    await expect(runDisaster(stack.context, stack.options)).rejects.toThrow('no data volume of this stack');
    untouched(stack);
  });

  test('when there is no store', async () => {
    const stack = new PlayedStack();
    const options = { ...stack.options, parts: [] };
    await expect(runDisaster(stack.context, options)).rejects.toThrow('neither Redis nor Kafka');
    untouched(stack);
  });

  test('by Ctrl-C while it writes', async () => {
    const stack = new PlayedStack();
    setTimeout(() => {
      stack.interruption.abort(new StackError('interrupted', 'interrupted'));
    }, 30);
    await expect(runDisaster(stack.context, stack.options)).rejects.toMatchObject({ code: 'interrupted' });
    expect(stack.calls).toContain('load stopped');
    untouched(stack);
  });
});

describe('once it is destroyed, whatever fails tells the way back', () => {
  test.each([
    ['a restore that fails', new StackError('no', 'Kafka could not be filled', { hint: 'try' }), 'no'],
    ['Ctrl-C', new StackError('interrupted', 'interrupted'), 'interrupted'],
    ['a bug of ours', new TypeError('undefined is not a function'), 'no'],
  ] as const)('%s', async (_what, error, code) => {
    const stack = new PlayedStack();
    stack.faults.restore = () => Promise.reject(error);
    await expect(runDisaster(stack.context, stack.options)).rejects.toMatchObject({
      code,
      message: `the stack was destroyed by the drill and is not restored: ${error.message}`,
      hint: `${way} brings everything back`,
    });
    expect(stack.kept).toEqual(['disaster 20260131-030000']);
    expect(stack.wounds.open()).toHaveLength(1);
  });
});

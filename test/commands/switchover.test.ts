import { describe, expect, test } from 'vitest';
import { switchover } from '../../src/commands/switchover.ts';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { StackError } from '../../src/errors.ts';
import type { Roll } from '../../src/roll/roll.ts';
import type { Rolling } from '../../src/roll/whole.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\n');

/** A redis whose observer sees what `world` says, and that hands over to redis-2. */
function prepare(more: { roll?: Partial<Roll>; adjust?: (all: Map<string, EngineContainer>) => void } = {}) {
  const world = { leader: 'redis-1' as string | undefined, ill: [] as string[] };
  const containers = wellContainers(plan);
  more.adjust?.(containers);
  const handed: string[] = [];
  const said: string[] = [];
  const roll: Roll = {
    last: ({ data }) => (typeof data['leader'] === 'string' ? [data['leader']] : []),
    handOver: (service) => {
      handed.push(service);
      world.leader = 'redis-2';
      return Promise.resolve();
    },
    ...more.roll,
  };
  const observe = () =>
    Promise.resolve({
      facts: world.ill.map((text) => ({ well: false, text })),
      data: { leader: world.leader },
    });
  const rollings: readonly Rolling[] = [
    { component: 'kafka', observe: undefined, roll: {} },
    { component: 'redis', observe, roll },
  ];
  const run = (component = 'redis') =>
    switchover(component, rollings, {
      plan,
      engine: new FakeEngine({ containers }),
      secret: () => '',
      signal: new AbortController().signal,
      progress: (_title, work) => work((text) => said.push(text)),
      limits: { before: 30, after: 30, poll: 5 },
    });
  return { run, world, handed, said };
}

const refusal = (run: Promise<unknown>): Promise<StackError> =>
  run.then(
    () => {
      throw new Error('it must be refused');
    },
    (error: unknown) => {
      if (error instanceof StackError) return error;
      throw error;
    },
  );

describe('switchover', () => {
  test('tells from whom, to whom, and how long it took', async () => {
    const { run, handed, said } = prepare();
    const { good, data, lines } = await run();
    expect(good).toBe(true);
    expect(handed).toEqual(['redis-1']);
    expect(data).toEqual({
      component: 'redis',
      from: 'redis-1',
      to: 'redis-2',
      milliseconds: expect.any(Number) as number,
      wholeAfterMilliseconds: expect.any(Number) as number,
    });
    expect(lines).toEqual([expect.stringMatching(/^redis: redis-2 leads now, redis-1 handed over in \d/)]);
    expect(said).toEqual([
      'looking whether it is whole',
      'redis-1 is handing over its role',
      'waiting until all follow',
    ]);
  });

  test('a component that is not there is bad usage, and says which could', async () => {
    const error = await refusal(prepare().run('reids'));
    expect(error).toMatchObject({ code: 'usage', hint: 'it can be: redis' });
    expect(error.message).toContain('"reids"');
  });

  test('one that has nobody to hand over to says why', async () => {
    const alone = { handOver: undefined, alone: 'has a single node' } as unknown as Partial<Roll>;
    expect(await refusal(prepare({ roll: alone }).run())).toMatchObject({
      code: 'no',
      message: 'redis has a single node',
    });
    expect(await refusal(prepare().run('kafka'))).toMatchObject({
      code: 'no',
      message: 'kafka has no role that it could hand over',
    });
  });

  test('a stack that does not run is left alone', async () => {
    const { run, handed } = prepare({
      adjust: (all) => {
        for (const [name, one] of all) all.set(name, { ...one, state: 'exited' });
      },
    });
    expect(await refusal(run())).toMatchObject({
      code: 'no',
      message: 'redis of shop does not run',
      hint: 'holdfast up starts it',
    });
    expect(handed).toEqual([]);
  });

  test('one that is not whole keeps its leader, and every reason is told', async () => {
    const { run, world, handed } = prepare();
    world.ill.push('redis-3: its link is down');
    expect(await refusal(run())).toMatchObject({
      code: 'no',
      diagnostics: [{ place: 'redis', message: 'redis-3: its link is down' }],
    });
    expect(handed).toEqual([]);
  });

  test('a service that is down counts as well', async () => {
    const { run, handed } = prepare({
      adjust: (all) => all.set('redis-3', { ...all.get('redis-3')!, state: 'paused' }),
    });
    expect(await refusal(run())).toMatchObject({ diagnostics: [{ message: 'redis-3 is paused' }] });
    expect(handed).toEqual([]);
  });

  test('nobody leads', async () => {
    const { run, world } = prepare();
    world.leader = undefined;
    expect(await refusal(run())).toMatchObject({ code: 'no', message: 'nobody leads redis' });
  });

  test('a leader that keeps its role is no success', async () => {
    const kept = prepare({ roll: { handOver: () => Promise.resolve() } });
    expect((await refusal(kept.run())).message).toBe('redis-1 still leads: nobody took its role over');
    const refused = new StackError('no', 'redis-1 could not hand over its role, and keeps it');
    const refusing = prepare({ roll: { handOver: () => Promise.reject(refused) } });
    expect(await refusal(refusing.run())).toBe(refused);
  });

  test('handed over, but not whole again', async () => {
    const { run, world } = prepare({
      roll: {
        handOver: () => {
          world.leader = 'redis-2';
          world.ill.push('2 of 3 Sentinels agree');
          return Promise.resolve();
        },
      },
    });
    const error = await refusal(run());
    expect(error.message).toBe('redis-1 handed over its role, but redis is not whole again');
    expect(error.diagnostics).toEqual([{ place: 'redis', message: '2 of 3 Sentinels agree' }]);
  });
});

import { describe, expect, test } from 'vitest';
import { kill } from '../../../src/drill/faults/kill.ts';
import type { LoadContext } from '../../../src/drill/workload.ts';
import { StackError } from '../../../src/errors.ts';
import { quickly, Stage } from './stage.ts';

const faults = [quickly(kill)];
const name = 'redis.primary:quick-kill';

describe('a session', () => {
  test('hurts, heals, reads back, and tells what was seen when', async () => {
    const stage = new Stage();
    const { history, ends } = await stage.run([name, name], { faults });
    expect(stage.engine.calls).toEqual([
      'kill redis-1 SIGKILL',
      'start redis-1',
      'kill redis-1 SIGKILL',
      'start redis-1',
    ]);
    expect(history.incidents).toEqual([
      expect.objectContaining({
        name,
        run: 1,
        services: ['redis-1'],
        evidence: 'redis-1 is exited with 137',
      }),
      expect.objectContaining({ name, run: 2 }),
    ]);
    for (const { began, bitten, healed, whole = 0, over } of history.incidents)
      expect([began, bitten, healed, whole, over]).toEqual(
        [began, bitten, healed, whole, over].toSorted((a, b) => a - b),
      );
    expect(
      history.incidents.every(({ invalid, illness }) => invalid === undefined && illness === undefined),
    ).toBe(true);
    expect(history.notes.map(({ kind }) => kind)).toEqual([
      'fault',
      'heal',
      'whole',
      'fault',
      'heal',
      'whole',
    ]);
    expect(stage.load).toEqual(['start', 'stop', 'read', 'clean']);
    expect(history.finals).toHaveLength(1);
    expect(history.ready).toBeGreaterThan(0);
    expect(ends.map(({ claim, good }) => [claim, good])).toContainEqual(['nothing left behind', true]);
  });

  test('writes a wound down before it is made, and forgets it once it is healed', async () => {
    const stage = new Stage();
    await stage.run([name], { faults });
    expect(stage.kept).toEqual([[{ fault: 'quick-kill', services: ['redis-1'] }], []]);
  });

  test('a fault without an effect makes the run invalid', async () => {
    const stage = new Stage({ kill: true });
    const { history } = await stage.run([name], { faults });
    expect(history.incidents[0]?.invalid).toBe('quick-kill: redis-1 is running');
  });

  test('a tier that does not become whole is told, with what is missing', async () => {
    const stage = new Stage();
    const broken = { ...quickly(kill), heal: () => Promise.resolve() };
    const { history } = await stage.run([name], { faults: [broken] });
    expect(history.incidents[0]).toMatchObject({ whole: undefined, illness: 'redis-1 is exited' });
  });

  test('a stack that is not whole beforehand is not hurt', async () => {
    const stage = new Stage();
    stage.become('redis-2', 'exited');
    await expect(stage.run([name], { faults })).rejects.toMatchObject({
      code: 'no',
      message: 'the stack is not whole, so nothing is hurt: redis-2 is exited',
    });
    expect(stage.engine.calls).toEqual([]);
    expect(stage.load).toEqual([]);
  });

  test('Ctrl-C in the middle heals, stops the load and removes what it made', async () => {
    const stage = new Stage();
    const running = stage.run([name], { faults: [{ ...quickly(kill), hold: 60_000 }] });
    setTimeout(() => {
      stage.signal.abort(new StackError('interrupted', 'interrupted'));
    }, 150);
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    expect(stage.engine.calls).toEqual(['kill redis-1 SIGKILL', 'start redis-1']);
    expect(stage.wounds.open()).toEqual([]);
    expect(stage.load).toEqual(['start', 'stop', 'clean']);
  });

  test('what cannot be healed is told, and stays written down', async () => {
    const stage = new Stage({
      start: () => {
        throw new StackError('engine', 'no such device');
      },
    });
    await expect(stage.run([name], { faults })).rejects.toMatchObject({
      code: 'engine',
      message: 'not everything could be healed: redis-1 (quick-kill): no such device',
    });
    expect(stage.wounds.open()).toHaveLength(1);
  });

  test('what an earlier drill left hurt is healed first', async () => {
    const stage = new Stage();
    stage.become('redis-1', 'exited');
    stage.wounds.add({ fault: 'kill', services: ['redis-1'] });
    await stage.run([]);
    expect(stage.engine.calls).toEqual(['start redis-1']);
  });

  test('what cannot be read back is a verdict, and the rest is told all the same', async () => {
    const stage = new Stage();
    const workload = {
      ...stage.workload,
      start: async (context: LoadContext) => ({
        ...(await stage.workload.start(context)),
        readBack: () => Promise.reject(new StackError('no', 'no answer')),
      }),
    };
    const { history, ends } = await stage.run([name], { faults, part: { workload } });
    expect(history.incidents).toHaveLength(1);
    expect(ends).toContainEqual({
      claim: 'all that was acknowledged was asked for in the end',
      good: false,
      seen: 'no answer',
    });
  });

  test('what is looked at in the end is a verdict, good or bad', async () => {
    const stage = new Stage();
    const ends = [
      { claim: 'one primary', look: () => Promise.resolve({ seen: 'redis-1' }) },
      { claim: 'in sync', look: () => Promise.reject(new StackError('no', '2 of 3')) },
    ];
    const session = await stage.run([], { part: { ends } });
    expect(session.ends.slice(0, 2)).toEqual([
      { claim: 'one primary', good: true, seen: 'redis-1' },
      { claim: 'in sync', good: false, seen: '2 of 3' },
    ]);
  });
});

test('at once is at once, and in a row heals in between', async () => {
  const stage = new Stage();
  const { history } = await stage.run([`${name}+${name}`, `${name}~${name}`], { faults });
  expect(stage.engine.calls.slice(0, 4)).toEqual([
    'kill redis-1 SIGKILL',
    'kill redis-1 SIGKILL',
    'start redis-1',
    'start redis-1',
  ]);
  expect(stage.engine.calls.slice(4)).toEqual([
    'kill redis-1 SIGKILL',
    'start redis-1',
    'kill redis-1 SIGKILL',
    'start redis-1',
  ]);
  expect(history.incidents.map(({ services }) => services.length)).toEqual([2, 2]);
});

describe('who leads', () => {
  /** A lead whose epoch grows as often as it is told to. */
  function led() {
    const state = { epoch: 0, asked: 0 };
    const leaders = () => {
      state.asked += 1;
      return Promise.resolve(new Map([['redis primary', `redis-1 (epoch ${String(state.epoch)})`]]));
    };
    return { state, leaders };
  }
  const at = (epoch: number) => ({ 'redis primary': `redis-1 (epoch ${String(epoch)})` });

  test('is looked at around a load that nothing disturbs', async () => {
    const { leaders } = led();
    const { history } = await new Stage().run([], { still: true, part: { leaders } });
    expect(history.led).toEqual({ before: at(0), after: at(0) });
    expect(history.incidents).toEqual([]);
  });

  test('and a failover in between is seen', async () => {
    const { state, leaders } = led();
    const slow = async () => {
      const now = await leaders();
      // The first two looks find that nobody moves; the failover comes after the third.
      if (state.asked === 3) state.epoch = 1;
      return now;
    };
    const { history } = await new Stage().run([], { still: true, part: { leaders: slow } });
    expect(history.led).toEqual({ before: at(0), after: at(1) });
  });

  test('is nobody when nobody answers any more, and nothing where nothing has a leader', async () => {
    const { state, leaders } = led();
    const part = {
      leaders: () => (state.asked < 3 ? leaders() : Promise.reject(new Error('no Sentinel answers'))),
    };
    const { history } = await new Stage().run([], { still: true, part });
    expect(history.led).toEqual({ before: at(0), after: null });
    expect((await new Stage().run([], { still: true })).history).not.toHaveProperty('led');
  });

  test('has to be at rest before: leaders that keep changing are no calm', async () => {
    const { state, leaders } = led();
    const part = {
      leaders: () => {
        state.epoch += 1;
        return leaders();
      },
    };
    await expect(new Stage().run([], { still: true, part })).rejects.toMatchObject({
      code: 'no',
      message: 'the stack does not come to rest: leaders keep changing',
    });
  });

  test('is looked at around a fault that hurts nobody, and around no other', async () => {
    const { state, leaders } = led();
    const gentle = { ...quickly(kill), name: 'gentle', still: true } as const;
    const part = { leaders };
    const { history } = await new Stage().run(['redis.primary:gentle'], { faults: [gentle], part });
    expect(history.incidents[0]?.led).toEqual({ before: at(0), after: at(0) });
    const { asked } = state;
    const other = await new Stage().run([name], { faults, part });
    expect(other.history.incidents[0]).not.toHaveProperty('led');
    expect(other.history).not.toHaveProperty('led');
    expect(state.asked).toBe(asked);
  });
});

test('the load goes on for so long at least on the whole tier', async () => {
  const { history } = await new Stage().run([name], { faults, calm: 300 });
  const [{ whole = 0, over } = { over: 0 }] = history.incidents;
  expect(over - whole).toBeGreaterThanOrEqual(299);
});

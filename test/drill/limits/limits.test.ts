import { describe, expect, test } from 'vitest';
import type { DrillContext, DrillPart } from '../../../src/drill/drill.ts';
import type { Bite, Pressure } from '../../../src/drill/limits/pressure.ts';
import { judge } from '../../../src/drill/limits/judge.ts';
import { runLimits } from '../../../src/drill/limits/limits.ts';
import { StackError } from '../../../src/errors.ts';
import { FakeEngine, wellContainers, type FakeWorld } from '../../support/fake-engine.ts';
import { plan } from './runs.ts';

const good: Bite = { bit: true, seen: 'refused', acknowledged: 3, lost: 0 };

function context(world: Partial<FakeWorld> = {}, signal = new AbortController().signal): DrillContext {
  const engine = new FakeEngine({
    containers: wellContainers(plan),
    memory: new Map([['redis-1', 100]]),
    exec: () => ({ exitCode: 0, stdout: 'oom_kill 0\n', stderr: '' }),
    ...world,
  });
  return { plan, engine, secret: () => '', signal };
}

/** Presses until its phase is over. */
function pressure(more: Partial<Pressure> = {}): Pressure {
  return { name: 'a', title: 'a', press: () => Promise.resolve(good), ...more };
}

const options = {
  seconds: 1,
  progress: <T>(_title: string, work: (say: () => void) => Promise<T>) => work(() => undefined),
  waits: { answer: 20, rest: 5, settle: 100 },
};

describe('a run', () => {
  test('sweeps before and after, and samples in between', async () => {
    const notes: string[] = [];
    const part: DrillPart = {
      pressures: [pressure({ press: () => (notes.push('press'), Promise.resolve(good)) })],
      sweep: () => (notes.push('sweep'), Promise.resolve()),
    };
    const run = await runLimits([part], context(), options);
    expect(notes).toEqual(['sweep', 'press', 'sweep']);
    expect(run.phases[0]?.peaks).toMatchObject({ stackMiB: 100 });
    expect(judge(run, plan).outcome).toBe('passed');
  });

  test('in which a load throws is told, and no pass', async () => {
    const part = { pressures: [pressure({ press: () => Promise.reject(new Error('connection lost')) })] };
    const run = await runLimits([part], context(), options);
    expect(run.phases[0]?.bites).toEqual([
      { pressure: 'a', bit: false, seen: 'failed: connection lost', acknowledged: 0, lost: 0 },
    ]);
    expect(judge(run, plan).outcome).toBe('invalid');
  });

  test('in which a container ran out of memory and came back', async () => {
    const run = await runLimits([{ pressures: [pressure()] }], context({ shortages: ['redis-1'] }), options);
    // Told before the first look, so it is no part of the run.
    expect(judge(run, plan).outcome).toBe('passed');
    expect(run.before.shortages.get('redis-1')).toBe(1);
  });

  test('does not begin while leaders keep changing', async () => {
    let epoch = 0;
    const leaders = () => Promise.resolve(new Map([['redis primary', `redis-1 (epoch ${(epoch += 1)})`]]));
    const run = runLimits([{ pressures: [pressure()], leaders }], context(), options);
    await expect(run).rejects.toThrow('leaders keep changing');
  });

  test('on a stack that has nothing to press', async () => {
    await expect(runLimits([], context(), options)).rejects.toMatchObject({ code: 'no' });
  });

  test('does not begin on a stack where nobody says who leads', async () => {
    const part = { pressures: [pressure()], leaders: () => Promise.reject(new Error('no Sentinel answers')) };
    await expect(runLimits([part], context(), options)).rejects.toThrow('no Sentinel answers');
  });
});

describe('Ctrl-C', () => {
  /** A load that notes when it was told to end, and what it did then. */
  function interrupted(sweep: () => Promise<void>) {
    const controller = new AbortController();
    const notes: string[] = [];
    const press: Pressure['press'] = async ({ over, signal }) => {
      controller.abort(new StackError('interrupted', 'interrupted'));
      notes.push(`over ${String(over.aborted)}, signal ${String(signal.aborted)}`);
      await Promise.resolve();
      notes.push('removed its own');
      return good;
    };
    const part: DrillPart = { pressures: [pressure({ press })], sweep };
    return { notes, run: runLimits([part], context({}, controller.signal), options) };
  }

  test('ends the load, lets it clean up, sweeps and says so', async () => {
    let swept = 0;
    const { notes, run } = interrupted(() => Promise.resolve(void (swept += 1)));
    await expect(run).rejects.toMatchObject({ code: 'interrupted', message: 'interrupted' });
    expect(notes).toEqual(['over true, signal false', 'removed its own']);
    expect(swept).toBe(2);
  });

  test('names what could not be removed', async () => {
    let swept = 0;
    const { run } = interrupted(() =>
      (swept += 1) === 1 ? Promise.resolve() : Promise.reject(new Error('Redis does not answer')),
    );
    await expect(run).rejects.toMatchObject({
      code: 'interrupted',
      message: 'interrupted; left behind: Redis does not answer',
    });
  });
});

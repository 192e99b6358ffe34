import { describe, expect, test } from 'vitest';
import { drillLimits } from '../../../src/commands/drill/limits.ts';
import type { DrillPart } from '../../../src/drill/drill.ts';
import { FakeEngine, wellContainers } from '../../support/fake-engine.ts';
import { plan } from '../../drill/limits/runs.ts';

const engine = new FakeEngine({
  containers: wellContainers(plan),
  memory: new Map([['redis-1', 100]]),
  exec: () => ({ exitCode: 0, stdout: 'oom_kill 0\n', stderr: '' }),
});
const context = { plan, engine, secret: () => '', signal: new AbortController().signal };

function part(more: Partial<DrillPart> = {}): DrillPart {
  const press = () => Promise.resolve({ bit: true, seen: '9 refused', acknowledged: 9, lost: 0 });
  return { pressures: [{ name: 'redis:fill', title: 'fill', press }], ...more };
}

const options = {
  seconds: 1,
  typed: undefined,
  ask: undefined,
  progress: <T>(_title: string, work: (say: () => void) => Promise<T>) => work(() => undefined),
};

test('a run that passed, as data and as lines', async () => {
  const { good, data, lines } = await drillLimits([part()], context, options);
  expect(good).toBe(true);
  expect(data).toMatchObject({
    drill: 'limits',
    stack: 'shop',
    outcome: 'passed',
    peakMiB: 100,
    services: [{ service: 'redis-1', peakMiB: 100, phase: 'redis:fill' }],
    phases: [{ name: 'redis:fill', loads: [{ load: 'redis:fill', bit: true, acknowledged: 9, lost: 0 }] }],
  });
  expect(lines.at(-1)).toBe('shop: drill limits passed');
});

describe('data of the user’s that could be evicted', () => {
  const risky = [part({ risk: () => Promise.resolve('Redis may push out any of your 7 keys') })];

  test('is told, and nothing is done, when nobody consented', async () => {
    await expect(drillLimits(risky, context, options)).rejects.toMatchObject({
      code: 'usage',
      diagnostics: [{ message: 'Redis may push out any of your 7 keys' }],
      hint: 'holdfast drill limits --yes shop',
    });
  });

  test.each([
    ['typed on the command line', { typed: 'shop' }, true],
    ['typed when asked', { ask: () => Promise.resolve('shop') }, true],
    ['another name', { typed: 'shop2' }, false],
    ['waved away', { ask: () => Promise.resolve('') }, false],
  ])('%s', async (_how, consent, goes) => {
    const outcome = await drillLimits(risky, context, { ...options, ...consent }).catch(
      (error: unknown) => error,
    );
    expect(outcome).toMatchObject(goes ? { good: true } : { code: 'usage' });
  });
});

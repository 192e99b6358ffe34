import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { doctor, renderChecks } from '../../src/commands/doctor.ts';
import { StackError } from '../../src/errors.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, newEngine } from '../support/fake-engine.ts';

/** Nothing published, not even Nginx: what else listens on this machine does not matter. */
const plan = { ...planOf('name: doctor-test\npublish: false\n'), ports: new Map<string, number>() };

beforeEach(() => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('a host that fits: yes, in numbers and as data', async () => {
  const { good, data, lines } = await doctor(plan, new FakeEngine());
  expect(good).toBe(true);
  expect(data).toMatchObject({
    checks: expect.arrayContaining([
      { what: 'engine', needed: '>= 25.0', found: newEngine.version, verdict: 'pass' },
    ]) as unknown,
  });
  expect(lines[0]).toMatch(/^ {6}WHAT +NEEDED +FOUND$/);
  expect(lines).toContainEqual(expect.stringMatching(/^pass {2}compose +>= 2\.24 +2\.26\.1$/));
});

test('a host that does not: no, and the remedy below each line', async () => {
  const info = { ...newEngine, composeVersion: undefined };
  const { good, lines } = await doctor(plan, new FakeEngine({ info }));
  expect(good).toBe(false);
  const at = lines.findIndex((line) => line.startsWith('fail  compose'));
  expect(lines[at]).toMatch(/missing$/);
  expect(lines[at + 1]).toMatch(/^ {6}-> .*docs\.docker\.com/);
});

test('an engine that does not answer is part of the answer', async () => {
  const failure = new StackError('engine', 'no container engine answers at unix:///x', { hint: 'start it' });
  const { good, lines } = await doctor(plan, new FakeEngine({ failure }));
  expect(good).toBe(false);
  const at = lines.findIndex((line) => line.startsWith('fail  engine'));
  expect(lines.slice(at, at + 2)).toEqual([
    expect.stringMatching(
      /^fail {2}engine +>= 25\.0 +no container engine answers at unix:\/\/\/x$/,
    ) as string,
    '      -> start it',
  ]);
});

test('what is needed comes from the plan', async () => {
  const engine = new FakeEngine({ info: { ...newEngine, memoryMiB: 3892, cpus: 2 } });
  expect((await doctor(plan, engine)).good).toBe(true);
  const larger = { ...plan, host: { ...plan.host, memoryMiB: 8192, cpus: 3 } };
  const { good, data } = await doctor(larger, engine);
  expect(good).toBe(false);
  const { checks } = data as { checks: readonly { what: string; verdict: string }[] };
  expect(checks.flatMap(({ what, verdict }) => (verdict === 'fail' ? [what] : []))).toEqual([
    'memory',
    'cpus',
  ]);
});

test('a warning alone does not make the answer no', () => {
  expect(renderChecks([{ what: 'a', needed: '1', found: '0', verdict: 'warn', fix: 'do it' }])).toEqual([
    '      WHAT  NEEDED  FOUND',
    'warn  a     1       0',
    '      -> do it',
  ]);
});

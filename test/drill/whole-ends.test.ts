import { expect, test } from 'vitest';
import { wholeEnds } from '../../src/drill/whole-ends.ts';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';
import { plan } from './limits/runs.ts';

async function found(change: (containers: Map<string, EngineContainer>) => void, kills = 0) {
  const containers = wellContainers(plan);
  change(containers);
  const engine = new FakeEngine({
    containers,
    exec: (service) => ({
      exitCode: 0,
      stdout: `oom_kill ${String(service === 'redis-2' ? kills : 0)}\n`,
      stderr: '',
    }),
  });
  const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
  return Promise.all(
    wholeEnds.map(({ look }) =>
      look(context).then(
        () => 'good',
        (error: unknown) => (error as Error).message,
      ),
    ),
  );
}

test('all is well', async () => {
  expect(await found(() => undefined)).toEqual(['good', 'good']);
});

test('a limit that is no longer in force', async () => {
  const [limits] = await found((containers) => {
    const redis = containers.get('redis-1');
    if (redis !== undefined) containers.set('redis-1', { ...redis, memoryLimitMiB: 0 });
  });
  expect(limits).toContain('redis-1 memory limit');
});

test('a process killed for memory, in a container that runs on or one that ended', async () => {
  expect((await found(() => undefined, 1))[1]).toBe('the kernel killed processes of redis-2');
  const [, ended] = await found((containers) => {
    const broker = containers.get('kafka-1');
    if (broker !== undefined) containers.set('kafka-1', { ...broker, oomKilled: true });
  });
  expect(ended).toBe('the kernel killed processes of kafka-1');
});

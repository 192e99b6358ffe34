import { describe, expect, test } from 'vitest';
import type { EngineContainer } from '../../src/engine/engine.ts';
import type { PlannedService } from '../../src/plan/plan.ts';
import { differences, limitsProof } from '../../src/proof/limits.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainer, wellContainers } from '../support/fake-engine.ts';

const service: PlannedService = {
  name: 'redis-1',
  component: 'redis',
  tier: 'redis',
  role: 'primary-or-replica',
  trust: 'ours',
  memoryMiB: 256,
  cpuShares: 1024,
  pids: 128,
  nofile: 16_384,
  address: '10.70.1.11',
  kind: 'long',
};

describe('a container', () => {
  test('as planned differs in nothing', () => {
    expect(differences(service, wellContainer(service))).toEqual([]);
  });

  test('that is not there says only that', () => {
    expect(differences(service, undefined)).toEqual([{ place: 'redis-1', message: 'has no container' }]);
  });

  const rows: [Partial<EngineContainer>, string][] = [
    [{ memoryLimitMiB: 0 }, 'memory limit is absent, not 256 MiB'],
    [{ memoryLimitMiB: 512 }, 'memory limit is 512 MiB, not 256 MiB'],
    [{ memorySwapLimitMiB: 0 }, 'memory and swap limit is absent, not 256 MiB'],
    [{ memorySwapLimitMiB: -1 / 1024 / 1024 }, 'memory and swap limit is absent, not 256 MiB'],
    [{ memorySwapLimitMiB: 512 }, 'memory and swap limit is 512 MiB, not 256 MiB'],
    [{ pidsLimit: 0 }, 'pids limit is absent, not 128'],
    [{ pidsLimit: -1 }, 'pids limit is absent, not 128'],
    [{ pidsLimit: 64 }, 'pids limit is 64, not 128'],
    [{ cpuShares: 0 }, 'CPU weight is absent, not 1024'],
    [{ cpuShares: 2 }, 'CPU weight is 2, not 1024'],
    [{ nofile: undefined }, 'open files limit is absent, not 16384'],
    [{ nofile: 1024 }, 'open files limit is 1024, not 16384'],
    [{ readOnlyRoot: false }, 'has a writable root'],
    [{ capabilities: undefined }, 'keeps the capabilities of the engine'],
    [{ capabilities: ['CAP_NET_ADMIN'] }, 'was given CAP_NET_ADMIN'],
    [{ noNewPrivileges: false }, 'may gain new privileges'],
    [{ privileged: true }, 'is privileged'],
  ];
  test.each(rows)('with %j', (change, message) => {
    const found = differences(service, { ...wellContainer(service), ...change });
    expect(found).toEqual([{ place: 'redis-1', message }]);
  });

  test('with everything wrong says everything', () => {
    const bare = { memoryLimitMiB: 0, memorySwapLimitMiB: 0, pidsLimit: 0, readOnlyRoot: false };
    expect(differences(service, { ...wellContainer(service), ...bare })).toHaveLength(4);
  });

  test('of a user’s own app may write to its root, but needs its limits', () => {
    const app: PlannedService = { ...service, name: 'web-1', component: 'apps', trust: 'guest' };
    const container = { ...wellContainer(app), readOnlyRoot: false, capabilities: undefined };
    expect(differences(app, container)).toEqual([]);
    expect(differences(app, { ...container, memoryLimitMiB: 0 })).toHaveLength(1);
  });
});

describe('the proof', () => {
  const plan = planOf('name: shop\n');
  const prove = (containers: ReadonlyMap<string, EngineContainer>) =>
    limitsProof.run({
      plan,
      engine: new FakeEngine({ containers }),
      secret: () => '',
      signal: new AbortController().signal,
    });

  test('counts what runs at `up`; tools have no container and are not missed', async () => {
    const { seen } = await prove(wellContainers(plan));
    expect(seen).toMatch(/^19 services, \d{4} MiB in all$/);
  });

  test('names every service that an override has freed, and where to look', async () => {
    const containers = wellContainers(plan);
    for (const name of ['kafka-2', 'nginx']) {
      const container = containers.get(name);
      if (container) containers.set(name, { ...container, memoryLimitMiB: 0 });
    }
    await expect(prove(containers)).rejects.toMatchObject({
      code: 'no',
      diagnostics: [{ place: 'nginx' }, { place: 'kafka-2' }],
      hint: expect.stringContaining('compose.override.yaml') as string,
    });
  });
});

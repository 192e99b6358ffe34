import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { besideHeapMiB, heapMiB } from '../../src/components/kafka/memory.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { bundleOf, planOf } from '../support/bundle.ts';

/** The real components on every host from the smallest that fits to a large one. */
const hosts = fc.integer({ min: 3328, max: 131_072 });
const onHost = (mib: number, rest = ''): Plan => planOf(`name: shop\nhost: ${String(mib)}MiB\n${rest}`);

test('the documented host gives what the documentation says', () => {
  const { services, budget } = planOf('name: shop\n');
  const limit = (name: string) => services.get(name)?.memoryMiB;
  expect([limit('kafka-1'), limit('redis-1'), limit('nginx')]).toEqual([640, 256, 64]);
  expect(budget.totalMiB).toBeLessThanOrEqual(3.45 * 1024);
});

test('a bigger host never gives a service less, nor more than it has', () => {
  fc.assert(
    fc.property(hosts, fc.integer({ min: 1, max: 8192 }), (mib, more) => {
      const [small, big] = [onHost(mib), onHost(mib + more)];
      for (const { name, memoryMiB } of small.services.values())
        expect(big.services.get(name)?.memoryMiB, name).toBeGreaterThanOrEqual(memoryMiB);
      expect(big.budget.totalMiB + big.budget.reserveMiB).toBeLessThanOrEqual(mib + more);
    }),
    { numRuns: 40 },
  );
});

test('what is left out gives its memory to the others', () => {
  const [all, fewer] = [onHost(4096), onHost(4096, 'kafka: false\n')];
  expect(fewer.services.get('redis-1')?.memoryMiB).toBeGreaterThan(
    all.services.get('redis-1')?.memoryMiB ?? 0,
  );
});

describe('what follows inside a limit', () => {
  test('Redis: twice maxmemory, the replicas’ buffers and 32 MiB; the backlog inside maxmemory', () => {
    fc.assert(
      fc.property(hosts, (mib) => {
        const limit = onHost(mib).services.get('redis-1')?.memoryMiB ?? 0;
        const config = fileOf(mib, 'stack/config/redis/redis.conf');
        const maxmemory = numberIn(config, /^maxmemory (\d+)mb$/m);
        const buffer = numberIn(config, /^client-output-buffer-limit replica (\d+)mb/m);
        expect(limit).toBeGreaterThanOrEqual(2 * maxmemory + buffer + 32);
        expect(limit - (2 * maxmemory + buffer + 32)).toBeLessThan(32);
        expect(numberIn(config, /^repl-backlog-size (\d+)mb$/m)).toBeLessThanOrEqual(maxmemory / 4);
      }),
      { numRuns: 10 },
    );
  });

  test('Kafka: a heap of at most 40 %, and room for all that the JVM has beside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 65_536 }), (limit) => {
        const heap = heapMiB(limit);
        expect(heap).toBeLessThanOrEqual(0.4 * limit);
        expect(heap + besideHeapMiB).toBeLessThan(limit);
      }),
    );
  });

  test('Kafka: the cleaner’s buffer fits into the heap with room to spare', () => {
    fc.assert(
      fc.property(hosts, (mib) => {
        const limit = onHost(mib).services.get('kafka-1')?.memoryMiB ?? 0;
        const config = fileOf(mib, 'stack/config/kafka/kafka-1.properties');
        const bytes = numberIn(config, /^log\.cleaner\.dedupe\.buffer\.size=(\d+)$/m);
        expect(bytes / 1024 / 1024).toBeLessThanOrEqual(heapMiB(limit) / 8);
      }),
      { numRuns: 10 },
    );
  });

  test('Nginx: the cache and its tmpfs follow the limit', () => {
    const config = fileOf(8192, 'stack/config/nginx/nginx.conf');
    const limit = onHost(8192).services.get('nginx')?.memoryMiB ?? 0;
    expect(numberIn(config, /max_size=(\d+)m /)).toBe(limit - 48);
  });

  test.each([
    [1, 2, 512],
    [2, 2, 512],
    [8, 4, 256],
  ])('Nginx: with %i CPUs %i workers of %i connections, as many in all', (cpus, workers, connections) => {
    const config = fileOf(4096, 'stack/config/nginx/nginx.conf', cpus);
    expect(numberIn(config, /^worker_processes (\d+);$/m)).toBe(workers);
    expect(numberIn(config, /worker_connections (\d+);/)).toBe(connections);
  });
});

function fileOf(hostMiB: number, path: string, cpus = 2): string {
  const host = `{ memory: ${String(hostMiB)}MiB, cpus: ${String(cpus)} }`;
  const { files } = bundleOf(`name: shop\nhost: ${host}\n`);
  const file = files.find((one) => one.path === path);
  return Buffer.from(file?.content ?? '').toString('utf8');
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${String(pattern)} is not in the file`);
  return Number(found);
}

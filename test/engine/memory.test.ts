import { expect, test } from 'vitest';
import { usedMiB } from '../../src/engine/docker-containers.ts';

/** What the engine told of a broker at one moment; `rss` and kernel memory (3.5 MiB) is what is in use. */
const cgroup1 = {
  usage: 170430464,
  stats: {
    active_anon: 8192,
    active_file: 10117120,
    cache: 27856896,
    inactive_anon: 139071488,
    inactive_file: 17739776,
    rss: 139079680,
    total_active_anon: 8192,
    total_active_file: 10117120,
    total_cache: 27856896,
    total_inactive_anon: 139071488,
    total_inactive_file: 17739776,
    total_rss: 139079680,
  },
};

/** The same with the names of cgroup 2, and 16 MiB in a tmpfs: `file` counts them, the file lists do not. */
const cgroup2 = {
  usage: 170430464 + 16 * 2 ** 20,
  stats: {
    active_anon: 8192,
    active_file: 10117120,
    anon: 139079680,
    file: 27856896 + 16 * 2 ** 20,
    inactive_anon: 139071488 + 16 * 2 ** 20,
    inactive_file: 17739776,
    kernel: 3493888,
    shmem: 16 * 2 ** 20,
    slab: 1048576,
  },
};

test('memory in use is anonymous, shared and kernel memory, without the page cache', () => {
  expect(usedMiB({ memory_stats: cgroup1 })).toBeCloseTo((139079680 + 3493888) / 2 ** 20, 1);
  const sum = cgroup2.stats.anon + cgroup2.stats.shmem + cgroup2.stats.kernel;
  expect(usedMiB({ memory_stats: cgroup2 })).toBeCloseTo(sum / 2 ** 20, 1);
});

test('a container that has just ended has none', () => {
  expect(usedMiB({ memory_stats: {} })).toBe(0);
});

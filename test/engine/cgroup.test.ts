import { expect, test } from 'vitest';
import { cgroupNotes, readCgroups } from '../../src/engine/cgroup.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

/** As read in containers: Linux 6.1 with cgroup 1, and Linux 6.8 with cgroup 2, where the file names differ. */
const recorded = {
  v1: 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n134217728\n',
  v2: 'low 0\nhigh 0\nmax 1184\noom 4\noom_kill 2\noom_group_kill 0\n268435456\n',
  /** Linux before 5.19 keeps no peak. */
  v2WithoutPeak: 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n',
};

test.each([
  ['cgroup 1', recorded.v1, { oomKills: 3, peakMiB: 128 }],
  ['cgroup 2', recorded.v2, { oomKills: 2, peakMiB: 256 }],
  ['cgroup 2 without a peak', recorded.v2WithoutPeak, { oomKills: 0, peakMiB: undefined }],
  ['nothing to be read', '', { oomKills: undefined, peakMiB: undefined }],
])('%s', (_what, text, notes) => {
  expect(cgroupNotes(text)).toEqual(notes);
});

test('containers that do not run, and images without cat, have no notes', async () => {
  const containers = wellContainers(planOf('name: shop\n'));
  const engine = new FakeEngine({
    exec: (service) => {
      if (service === 'web-1') throw new Error('no such file: cat');
      return { exitCode: 1, stdout: recorded.v2, stderr: 'cat: no such file' };
    },
  });
  const notes = await readCgroups(engine, 'shop', containers);
  expect(notes.has('kafka-format')).toBe(false);
  expect(notes.get('redis-1')).toEqual({ oomKills: 2, peakMiB: 256 });
  expect(notes.get('web-1')).toEqual({ oomKills: undefined, peakMiB: undefined });
});

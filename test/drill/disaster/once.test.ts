import { expect, test, vi } from 'vitest';
import { begun, Once } from '../../../src/drill/disaster/once.ts';

const redis = { tier: 'Redis', patience: 20 };

test('a load has begun when its first record was acknowledged', async () => {
  const first = new Once();
  const load = { stop: vi.fn(() => Promise.resolve()) };
  first.happened();
  expect(await begun(load, first, redis)).toBe(load);
  expect(load.stop).not.toHaveBeenCalled();
});

test('one that gets nothing acknowledged is stopped, and says where to look', async () => {
  const load = { stop: vi.fn(() => Promise.resolve()) };
  await expect(begun(load, new Once(), redis)).rejects.toMatchObject({
    message: 'the load on Redis cannot begin: no record was acknowledged',
    hint: 'holdfast status shows how Redis is',
  });
  expect(load.stop).toHaveBeenCalledOnce();
});

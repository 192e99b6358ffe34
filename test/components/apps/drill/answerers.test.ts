import { expect, test } from 'vitest';
import { Answerers } from '../../../../src/components/apps/drill/answerers.ts';

test('who comes and who has gone is told once each', () => {
  const answerers = new Answerers();
  const told = [
    ['web-1', 0],
    ['web-2', 2],
    ['web-1', 4],
    ['web-2', 900],
    ['web-2', 1006],
    ['web-2', 1010],
    ['web-1', 3000],
  ].flatMap(([name, at]) => answerers.seen(name as string, at as number));
  expect(told).toEqual([
    'web-1 answers',
    'web-2 answers',
    'web-1 answers no more',
    'web-2 answers no more',
    'web-1 answers',
  ]);
});

import { expect, test } from 'vitest';
import type { Strike } from '../../../src/drill/aim.ts';
import { kill } from '../../../src/drill/faults/kill.ts';
import { checkNeeds } from '../../../src/drill/run/needs.ts';
import { Stage } from './stage.ts';

test('each need is looked for once, where any of its drills may strike', async () => {
  const { context, target } = new Stage();
  const asked: (readonly string[])[] = [];
  const check = (services: readonly string[]): Promise<void> => {
    asked.push(services);
    return Promise.resolve();
  };
  const [one, other] = [1, 2].map((number) => ({ ...kill, needs: { what: String(number), check } }));
  const strike = (fault: typeof kill, ...among: string[]): Strike => ({
    name: 'odd',
    blows: [[{ name: 'odd', target: { ...target, among }, pick: {}, fault }]],
  });
  await checkNeeds(
    [strike(one!, 'redis-1', 'redis-2'), strike(other!, 'redis-3'), strike(one!, 'redis-2', 'kafka-1')],
    context,
  );
  expect(asked).toEqual([['redis-1', 'redis-2', 'kafka-1'], ['redis-3']]);
});

test('what strikes no service is asked nothing', async () => {
  const { context, target } = new Stage();
  const needs = { what: 'luck', check: () => Promise.reject(new Error('asked')) };
  const aim = { name: 'odd', target: { ...target, among: [] }, pick: {}, fault: { ...kill, needs } };
  await checkNeeds([{ name: 'odd', blows: [[aim]] }], context);
});

import { describe, expect, test } from 'vitest';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { downOf, nextOf, stepsOf, youngOf } from '../../src/roll/steps.ts';
import { planOf } from '../support/bundle.ts';
import { wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\n');
const order = ['nginx', 'apps', 'kafka', 'redis', 'backup'];
const change = (service: string) => ({ service, because: 'its configuration is another' as const });
const changes = ['nginx', 'web-1', 'kafka-2', 'redis-1', 'sentinel-1', 'kafka-format', 'stack-ready'].map(
  change,
);

function containersWith(states: Record<string, Partial<EngineContainer>>) {
  const containers = wellContainers(plan);
  for (const [name, state] of Object.entries(states)) {
    const container = containers.get(name);
    if (container) containers.set(name, { ...container, ...state });
  }
  return containers;
}

describe('steps', () => {
  test('what others stand on comes first; one-shots and the gate are left to the start of the whole', () => {
    const steps = stepsOf(plan, order, changes, wellContainers(plan));
    expect(steps.map(({ component, changes }) => [component, changes.map(({ service }) => service)])).toEqual(
      [
        ['redis', ['redis-1', 'sentinel-1']],
        ['kafka', ['kafka-2']],
        ['apps', ['web-1']],
        ['nginx', ['nginx']],
      ],
    );
  });

  test('the user’s own services are nobody’s step', () => {
    expect(stepsOf(plan, order, [change('mine')], wellContainers(plan))).toEqual([]);
  });

  test('a component of which nothing runs starts all at once, and is no step', () => {
    const stopped = Object.fromEntries([1, 2, 3].map((n) => [`kafka-${n}`, { state: 'exited' as const }]));
    const steps = stepsOf(plan, order, [change('kafka-1'), change('redis-1')], containersWith(stopped));
    expect(steps.map(({ component }) => component)).toEqual(['redis']);
  });

  test('one without a change is no step, whatever is down of it', () => {
    expect(stepsOf(plan, order, [], containersWith({ 'kafka-1': { state: 'exited' } }))).toEqual([]);
  });
});

test('down is what does not run or is not healthy; young is what nobody knows of yet', () => {
  const services = ['redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'web-1', 'gone'];
  const containers = containersWith({
    'redis-1': { state: 'exited' },
    'redis-2': { health: 'unhealthy' },
    'redis-3': { health: 'starting' },
    'web-1': { health: 'none' },
  });
  expect(downOf(services, containers)).toEqual(['redis-1', 'redis-2', 'redis-3', 'gone']);
  expect(youngOf(services, containers)).toEqual(['redis-3']);
});

test.each([
  [['redis-1'], 'redis-2'],
  [['redis-2'], 'redis-1'],
  [[], 'redis-1'],
  [['redis-1', 'redis-2', 'redis-3'], 'redis-1'],
])('with %j last, %s is next', (last, next) => {
  const left = ['redis-1', 'redis-2', 'redis-3'].map(change);
  expect(left[nextOf(left, last)]?.service).toBe(next);
});

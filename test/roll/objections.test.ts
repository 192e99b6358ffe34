import { describe, expect, test } from 'vitest';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { objectionsTo, refuseFor, type Present } from '../../src/roll/objections.ts';
import { planOf } from '../support/bundle.ts';
import { wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\n');
const keeps: Record<string, string> = { redis: 'data', kafka: 'data', sentinel: 'state' };

/** The default stack as it runs, with volumes and ports as the engine tells them. */
function present(spec = 'name: shop\n'): Present & { containers: Map<string, EngineContainer> } {
  const running = planOf(spec);
  const containers = wellContainers(running);
  for (const [name, container] of containers) {
    const kind = /^(redis|kafka|sentinel)-\d$/.exec(name)?.[1];
    const port = running.ports.get(name);
    containers.set(name, {
      ...container,
      volumes: kind === undefined ? [] : [`shop-${name}-${keeps[kind] ?? ''}`],
      publishedPorts: port === undefined ? [] : [port],
    });
  }
  const { name, subnet, internal } = running.network;
  return {
    containers,
    subnets: [{ network: name, subnet, stack: 'shop', internal }],
    volumes: [...containers.values()].flatMap(({ volumes }) => volumes),
  };
}

const messages = (spec: string, there: Present) =>
  objectionsTo(planOf(spec), there).map(({ place, message }) => `${place ?? ''}: ${message}`);

describe('a running stack takes', () => {
  test.each([
    ['no change', 'name: shop\n'],
    ['another size', 'name: shop\nhost: 8GiB\n'],
    ['more and fewer apps', 'name: shop\napps: { web: { demo: true, replicas: 3 } }\n'],
    ['another port of the front', 'name: shop\nnginx: 9099\n'],
    ['a front less', 'name: shop\nnginx: false\napps: false\n'],
  ])('%s', (_what, spec) => {
    expect(messages(spec, present())).toEqual([]);
  });

  test('a node back whose container was removed and whose volume is there', () => {
    const there = present();
    there.containers.delete('redis-3');
    expect(messages('name: shop\n', there)).toEqual([]);
  });

  test('a store that it never had', () => {
    expect(messages('name: shop\n', present('name: shop\nkafka: false\n'))).toEqual([]);
  });
});

describe('a running stack does not take', () => {
  test('a network of another kind, nor does a stopped one', () => {
    const expected = ['network shop-net: is open to the host, and is to be shut off from the host (publish)'];
    const closed = 'name: shop\npublish: false\nredis: false\nkafka: false\n';
    expect(messages(closed, { ...present(), containers: new Map() })).toEqual(expected);
  });

  test('another subnet', () => {
    const subnets = [{ network: 'shop-net', subnet: '10.99.0.0/24', stack: 'shop', internal: false }];
    expect(messages('name: shop\n', { ...present(), subnets })).toEqual([
      `network shop-net: is 10.99.0.0/24, and is to be ${plan.network.subnet}`,
    ]);
  });

  test('a node more', () => {
    expect(messages('name: shop\nredis: { nodes: 4, sentinels: 5 }\n', present())).toEqual([
      'redis-4: would join the running redis, whose members know each other from their start',
      'sentinel-4: would join the running sentinel, whose members know each other from their start',
      'sentinel-5: would join the running sentinel, whose members know each other from their start',
    ]);
  });

  test('a node with data less', () => {
    expect(messages('name: shop\nredis: { nodes: 2 }\n', present())).toEqual([
      'redis-3: runs and keeps data, but is no longer in the spec; what it alone holds would be gone with it',
    ]);
    expect(messages('name: shop\nkafka: false\n', present())).toHaveLength(3);
  });

  test('a node that was told is not a node that runs: without a stack there is nothing to object to', () => {
    const there = present();
    for (const [name, container] of there.containers)
      there.containers.set(name, { ...container, state: 'exited' });
    expect(messages('name: shop\nredis: { nodes: 2 }\n', there)).toEqual([]);
  });

  test('another port of a node', () => {
    expect(messages('name: shop\nredis: { ports: { nodes: 7001 } }\n', present())).toEqual([
      'redis-1: listens on port 6381, and is to listen on port 7001; the others remember it by its port',
      'redis-2: listens on port 6382, and is to listen on port 7002; the others remember it by its port',
      'redis-3: listens on port 6383, and is to listen on port 7003; the others remember it by its port',
    ]);
  });
});

test('all objections are told at once, each with the way out', () => {
  const objections = objectionsTo(planOf('name: shop\nredis: { nodes: 4 }\n'), present());
  expect(() => {
    refuseFor(objections);
  }).toThrow(expect.objectContaining({ code: 'no', diagnostics: objections }) as Error);
  expect(objections[0]?.hint).toBe('holdfast down, then holdfast up: every volume is kept');
  expect(() => {
    refuseFor([]);
  }).not.toThrow();
});

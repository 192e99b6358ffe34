import { describe, expect, test } from 'vitest';
import { compare } from '../../src/roll/compare.ts';
import { readProject, wantedServices } from '../../src/roll/wanted.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\nkafka: false\n');
const names = ['redis-1', 'redis-2', 'web-1'];

function running(changes: Record<string, object> = {}) {
  const containers = wellContainers(plan);
  for (const name of names) {
    const container = containers.get(name);
    if (container === undefined) throw new Error(`no ${name}`);
    containers.set(name, { ...container, configHash: `hash of ${name}`, image: 'id 1', ...changes[name] });
  }
  return containers;
}

const wanted = (changes: Record<string, object> = {}) =>
  names.map((service) => ({ service, hash: `hash of ${service}`, image: 'id 1', ...changes[service] }));

describe('what Compose would recreate', () => {
  test('nothing, where hash and image are the same', () => {
    expect(compare(wanted(), running())).toEqual([]);
  });

  test.each([
    [{ 'redis-2': { hash: 'another' } }, 'redis-2', 'its configuration is another'],
    [{ 'web-1': { image: 'id 2' } }, 'web-1', 'its image is another'],
    [{ 'web-1': { image: 'id 2', hash: 'another' } }, 'web-1', 'its configuration is another'],
  ])('%j', (change, service, because) => {
    expect(compare(wanted(change), running())).toEqual([{ service, because }]);
  });

  test('one that Compose did not make is none of its hashes', () => {
    expect(compare(wanted(), running({ 'redis-1': { configHash: undefined } }))).toHaveLength(1);
  });

  test('an image that is not here yet says nothing; its reference is part of the hash', () => {
    expect(compare(wanted({ 'web-1': { image: undefined } }), running())).toEqual([]);
  });

  test('a service without a container is started, not recreated', () => {
    const containers = running();
    containers.delete('redis-1');
    expect(compare(wanted({ 'redis-1': { hash: 'another' } }), containers)).toEqual([]);
  });
});

test('what is wanted is Compose’s own word, with the ids of the images that are here', async () => {
  const engine = new FakeEngine({
    images: ['holdfast-redis:1'],
    compose: (command) =>
      command.includes('--hash')
        ? 'redis-1 4abde3a9\nmine 85134ad8\nweb-1 b176a8ec\n'
        : JSON.stringify({
            services: {
              'redis-1': { image: 'holdfast-redis:1' },
              mine: {},
              'web-1': { image: 'acme/web:2' },
            },
          }),
  });
  expect(await wantedServices(engine, await readProject(engine, { directory: '/x' }))).toEqual([
    { service: 'redis-1', hash: '4abde3a9', image: 'id of holdfast-redis:1' },
    { service: 'mine', hash: '85134ad8', image: undefined },
    { service: 'web-1', hash: 'b176a8ec', image: undefined },
  ]);
});

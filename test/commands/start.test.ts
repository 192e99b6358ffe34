import { describe, expect, test } from 'vitest';
import { buildMissing, servicesToBuild } from '../../src/commands/images.ts';
import { start, stateOf, waitingFor } from '../../src/commands/start.ts';
import { StackError } from '../../src/errors.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\nkafka: false\n');
const options = { directory: '/x', signal: new AbortController().signal };
const labels = { 'holdfast.stack': 'shop' };
const ours = (image: string) => ({ image, build: { context: `/x/stack/images/${image}` }, labels });

/** The containers of a stack that is up, some of them changed or away. */
function containersWith(changes: Record<string, object | undefined>) {
  const containers = wellContainers(plan);
  for (const [name, change] of Object.entries(changes)) {
    const container = containers.get(name);
    if (change === undefined) containers.delete(name);
    else if (container) containers.set(name, { ...container, ...change });
  }
  return containers;
}

describe('what is waited for', () => {
  test.each([
    [{}, '14 of 14 ready'],
    [{ 'redis-1': { health: 'starting' } }, '13 of 14 ready; starting: redis-1'],
    [{ 'redis-1': undefined }, '13 of 14 ready; not created: redis-1'],
    [{ nginx: { state: 'exited', exitCode: 1 } }, '13 of 14 ready; exited 1: nginx'],
    [{ 'backup-volume': { exitCode: 3 } }, '13 of 14 ready; exited 3: backup-volume'],
    [{ 'backup-volume': { state: 'running' } }, '13 of 14 ready; running: backup-volume'],
    [{ 'web-1': { health: 'none' } }, '14 of 14 ready'],
    [
      Object.fromEntries(
        [1, 2, 3].flatMap((n) => [
          [`redis-${n}`, undefined],
          [`sentinel-${n}`, undefined],
        ]),
      ),
      '8 of 14 ready; not created: redis-1, redis-2, redis-3, sentinel-1 and 2 more',
    ],
    [{ 'web-1': { state: 'paused' } }, '13 of 14 ready; paused: web-1'],
  ])('%j', (changes: Record<string, object | undefined>, text) => {
    expect(waitingFor(plan, containersWith(changes))).toBe(text);
  });

  test('a container in one word or two', () => {
    expect(stateOf(undefined)).toBe('not created');
    expect(stateOf(wellContainers(plan).get('nginx'))).toBe('healthy');
  });
});

describe('starting', () => {
  test('tells how far it is while Compose waits, and an engine that falters does not end it', async () => {
    const said: string[] = [];
    const engine = new FakeEngine({
      containers: containersWith({ nginx: { health: 'starting' } }),
      compose: () => new Promise((resolve) => setTimeout(resolve, 50, '')),
    });
    await start(engine, plan, options, (text) => said.push(text));
    expect(said).toEqual(['13 of 14 ready; starting: nginx']);
    engine.containers = () => Promise.reject(new StackError('engine', 'busy'));
    await start(engine, plan, options, (text) => said.push(text));
    expect(said).toHaveLength(1);
  });

  test('that fails fails as Compose says', async () => {
    const error = new StackError('engine', 'docker compose up failed (exit 1)');
    const engine = new FakeEngine({ compose: () => Promise.reject(error) });
    await expect(start(engine, plan, options, () => undefined)).rejects.toBe(error);
  });
});

describe('images', () => {
  const config = JSON.stringify({
    services: {
      'redis-1': ours('holdfast-redis:1'),
      'redis-2': ours('holdfast-redis:1'),
      nginx: ours('holdfast-nginx:1'),
      'web-1': { image: 'shop-web', build: { context: '/x/app' }, labels },
      'web-2': { image: 'shop-web', build: { context: '/x/app' }, labels },
      'admin-1': { image: 'acme/admin:2', labels },
      mine: { image: 'mine', build: { context: '/x/mine' } },
    },
  });

  test.each([
    [[], ['redis-1', 'nginx', 'web-1']],
    [['holdfast-redis:1', 'holdfast-nginx:1'], ['web-1']],
    [
      ['shop-web', 'mine'],
      ['redis-1', 'nginx', 'web-1'],
    ],
  ])('with %j there, %j are built: each image once, ours unless there, an app always', (present, built) => {
    expect(servicesToBuild(config, new Set(present))).toEqual(built);
  });

  test('the steps of a build are told, its noise is not', async () => {
    const said: string[] = [];
    const engine = new FakeEngine({
      compose: (_command, { onLine }) => {
        for (const line of [
          '#5 [redis-1 2/4] RUN apt-get',
          '#5 0.312 Get:1 http://mirror',
          '',
          '#6 DONE 0.1s',
        ])
          onLine?.(line);
        return '';
      },
    });
    expect(await buildMissing(engine, config, options, (text) => said.push(text))).toEqual([
      'redis-1',
      'nginx',
      'web-1',
    ]);
    expect(said).toEqual(['redis-1, nginx, web-1', '[redis-1 2/4] RUN apt-get']);
  });

  test('nothing to build starts no build', async () => {
    const engine = new FakeEngine();
    expect(await buildMissing(engine, '{}', options, () => undefined)).toEqual([]);
    expect(engine.calls).toEqual([]);
  });
});

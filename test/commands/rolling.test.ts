import { describe, expect, test } from 'vitest';
import { assertChangeable, renderRolled, rollChanges } from '../../src/commands/rolling.ts';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { StackError } from '../../src/errors.ts';
import type { Rolling } from '../../src/roll/whole.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainer, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\nkafka: false\n');
const components = ['nginx', 'apps', 'redis', 'backup'];

/** A stack of which Compose wants some services anew, and which is so afterwards. */
function prepare(
  changed: readonly string[],
  more: { adjust?: (containers: Map<string, EngineContainer>) => void } = {},
) {
  const containers = wellContainers(plan);
  for (const [service, one] of containers) {
    containers.set(service, { ...one, configHash: changed.includes(service) ? 'old' : 'now' });
  }
  more.adjust?.(containers);
  const engine = new FakeEngine({
    containers,
    volumes: { shop: ['shop-redis-1-data', 'shop-redis-2-data', 'shop-redis-3-data'] },
    compose: (command) => {
      for (const service of command.slice(5)) {
        const one = containers.get(service);
        if (one) containers.set(service, { ...one, configHash: 'now' });
      }
      return '';
    },
  });
  const names = [...plan.services.keys(), 'mine'];
  const project = { config: '{}', hashes: names.map((service) => `${service} now`).join('\n') };
  const context = { plan, engine, directory: '/x', secret: () => '', signal: new AbortController().signal };
  const said: string[] = [];
  const rollings = (): Promise<readonly Rolling[]> =>
    Promise.resolve(components.map((component) => ({ component, observe: undefined, roll: {} })));
  const run = () => rollChanges(project, context, rollings, (line) => said.push(line));
  return { run, engine, context, rollings, said, containers };
}

describe('rolling', () => {
  test('nothing has changed: nothing is loaded, done or said', async () => {
    const { run, engine, said } = prepare([]);
    expect(await run()).toEqual([]);
    expect([engine.calls, said]).toEqual([[], []]);
  });

  test('nothing runs: the start of the whole does it all', async () => {
    const { run, engine } = prepare(['redis-1', 'redis-2'], {
      adjust: (containers) => {
        for (const [name, one] of containers) containers.set(name, { ...one, state: 'exited' });
      },
    });
    expect(await run()).toEqual([]);
    expect(engine.calls).toEqual([]);
  });

  test('each service by itself, with what it depends on, so that Compose finds it unchanged afterwards', async () => {
    const { run, engine } = prepare(['redis-1', 'redis-2', 'nginx']);
    const rolled = await run();
    expect(engine.calls).toEqual(
      ['redis-1', 'redis-2', 'nginx'].map(
        (service) => `compose up --detach --wait --wait-timeout 180 ${service}`,
      ),
    );
    expect(rolled.map(({ service }) => service)).toEqual(['redis-1', 'redis-2', 'nginx']);
    expect(renderRolled(rolled)[1]).toMatch(
      /^ {2}redis-1: its configuration is another \(whole again after \d/,
    );
  });

  test('what nobody uses is taken away for the start to make anew: one-shots, the gate, a tier that is down', async () => {
    const { run, engine } = prepare(['backup-volume', 'stack-ready', 'nginx'], {
      adjust: (containers) => {
        const nginx = containers.get('nginx');
        if (nginx) containers.set('nginx', { ...nginx, state: 'exited' });
      },
    });
    await run();
    expect(engine.calls).toEqual(['remove containers id-nginx id-backup-volume id-stack-ready']);
  });

  test('so is a service that the spec no longer has, when it keeps no data', async () => {
    const web = planOf('name: shop\napps: { web: { demo: true, replicas: 3 } }\n').services.get('web-3');
    if (web === undefined) throw new Error('no web-3');
    const { run, engine } = prepare([], {
      adjust: (containers) => {
        containers.set('web-3', wellContainer(web));
        containers.set('redis-9', {
          ...wellContainer(web),
          service: 'redis-9',
          id: 'id-9',
          volumes: ['shop-redis-9-data'],
        });
      },
    });
    await run();
    expect(engine.calls).toEqual(['remove containers id-web-3']);
  });

  test('Compose that still wants to recreate what runs is not let', async () => {
    const { run, engine } = prepare(['redis-1', 'redis-2']);
    engine.compose = (command) => {
      engine.calls.push(command.join(' '));
      return Promise.resolve('');
    };
    await expect(run()).rejects.toMatchObject({
      message: 'Compose still wants to recreate redis-1, redis-2, all at once; it was not let',
    });
    expect(engine.calls.filter((call) => call.startsWith('remove'))).toEqual([]);
  });

  test('a node that does not come back says what its log says last', async () => {
    const { run, engine, containers } = prepare(['redis-1', 'redis-2']);
    engine.compose = (command, { onLine }) => {
      if (command[0] === 'logs') {
        onLine?.('Bad directive');
        return Promise.resolve('');
      }
      const one = containers.get('redis-1');
      if (one) containers.set('redis-1', { ...one, state: 'exited', exitCode: 1 });
      return Promise.reject(new StackError('engine', 'docker compose up failed (exit 1)'));
    };
    const error = await run().catch((thrown: unknown) => thrown);
    expect((error as StackError).diagnostics).toContainEqual({ place: 'redis-1', message: 'Bad directive' });
  });
});

describe('before anything is written', () => {
  test('a component’s own objections are told with the general ones', async () => {
    const { context } = prepare([], {
      adjust: (containers) => {
        const one = containers.get('redis-1');
        if (one)
          containers.set('redis-1', { ...one, volumes: ['shop-redis-1-data'], publishedPorts: [7001] });
      },
    });
    const objections = () => Promise.resolve([{ place: 'redis-2', message: 'holds 71 MiB' }]);
    const refused = assertChangeable(context, () =>
      Promise.resolve([{ component: 'redis', observe: undefined, roll: { objections } }]),
    );
    await expect(refused).rejects.toMatchObject({
      code: 'no',
      message: 'the running stack cannot take this change; nothing was changed',
      diagnostics: [{ place: 'redis-1' }, { place: 'redis-2', message: 'holds 71 MiB' }],
    });
  });

  test('a stack that does not run is asked nothing', async () => {
    const { context, containers } = prepare([]);
    containers.clear();
    await assertChangeable(context, () => Promise.reject(new Error('loaded for nothing')));
  });
});

import { describe, expect, test } from 'vitest';
import { everywhere } from '../../src/drill/faults/index.ts';
import type { Wound } from '../../src/drill/fault.ts';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';
import { plan } from './limits/runs.ts';

/** What is asked of the engine to hurt one service with a fault, and to heal it. */
async function asked(name: string, service: string) {
  const fault = everywhere.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`no fault ${name}`);
  const containers = new Map<string, EngineContainer>(wellContainers(plan));
  const engine = new FakeEngine({ containers, memory: new Map([[service, 100]]) });
  const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
  const wound: Wound = { fault: name, services: [service], ...(await fault.prepare?.([service], context)) };
  await fault.inflict(wound, context);
  const hurt = [...engine.calls];
  // What a killed drill leaves is read back from a file.
  await fault.heal(JSON.parse(JSON.stringify(wound)) as Wound, context);
  return { hurt, healed: engine.calls.slice(hurt.length), wound, fault, context, containers };
}

const address = plan.services.get('redis-1')?.address ?? '';

describe('a fault asks this of the engine, and this to be undone', () => {
  test.each([
    ['stop', ['stop redis-1'], ['start redis-1']],
    ['kill', ['kill redis-1 SIGKILL'], ['start redis-1']],
    ['crash', ['crash redis-1'], ['start redis-1']],
    ['pause', ['pause redis-1'], ['unpause redis-1']],
    ['disconnect', ['disconnect redis-1 shop-net'], [`connect redis-1 shop-net ${address} redis-1`]],
    ['empty', ['kill redis-1 SIGKILL', 'empty redis-1'], ['start redis-1']],
  ])('%s', async (name, hurt, healed) => {
    expect(await asked(name, 'redis-1')).toMatchObject({ hurt, healed });
  });

  test('isolate cuts a node off from its own component only', async () => {
    const { hurt, healed } = await asked('isolate', 'redis-1');
    const peers = [...plan.services.values()].filter(
      ({ component, name }) => component === 'redis' && name !== 'redis-1',
    );
    expect(hurt).toHaveLength(1);
    for (const peer of peers) expect(hurt[0]).toContain(peer.address);
    expect(hurt[0]).not.toContain(plan.services.get('web-1')?.address);
    expect(healed[0]).toBe(hurt[0]?.replace('route add', 'route del'));
  });

  test('an emptied broker is healed after its volume was formatted', async () => {
    const healing = asked('empty', 'kafka-2');
    // The formatter of the fake has exited from the beginning.
    expect((await healing).healed).toEqual(['start kafka-format', 'start kafka-2']);
  });
});

describe('a fault without an effect is seen', () => {
  test.each(['stop', 'kill', 'crash', 'pause', 'disconnect', 'isolate', 'slow', 'squeeze'])(
    '%s',
    async (name) => {
      const { fault, wound, context } = await asked(name, 'redis-1');
      // The fake engine has done nothing of what it was asked.
      await expect(fault.bite(wound, context)).rejects.toMatchObject({ code: 'no' });
    },
  );
});

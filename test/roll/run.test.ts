import { describe, expect, test } from 'vitest';
import type { EngineContainer } from '../../src/engine/engine.ts';
import { StackError } from '../../src/errors.ts';
import type { Observation } from '../../src/observe/observation.ts';
import { roll, type Rolled } from '../../src/roll/run.ts';
import type { Roll } from '../../src/roll/roll.ts';
import type { Steps } from '../../src/roll/steps.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop\n');
const redis = ['redis-1', 'redis-2', 'redis-3', 'sentinel-1'];

function step(component: string, services: readonly string[], changed = services): Steps {
  return {
    component,
    services,
    changes: changed.map((service) => ({ service, because: 'its configuration is another' })),
  };
}

/** Plays a stack in which a restarted service is missed for a few looks, and notes who was away together. */
class World {
  readonly log: string[] = [];
  readonly said: string[] = [];
  readonly controller = new AbortController();
  readonly containers: Map<string, EngineContainer>;
  /** Looks for which a service is still missed after it came back. */
  missedFor = 2;
  primary = 'redis-1';
  onRecreate: (services: readonly string[]) => void = () => undefined;
  readonly #missed = new Map<string, number>();

  constructor() {
    this.containers = wellContainers(plan);
  }

  set(service: string, change: Partial<EngineContainer>): void {
    const container = this.containers.get(service);
    if (container) this.containers.set(service, { ...container, ...change });
  }

  async roll(steps: readonly Steps[], own: Roll = {}): Promise<readonly Rolled[]> {
    const components = steps.map(({ component }) => component);
    return roll(
      steps,
      components.map((component) => ({
        component,
        observe: () => Promise.resolve(this.#observe()),
        roll: own,
      })),
      {
        plan,
        engine: new FakeEngine({ containers: this.containers }),
        secret: () => '',
        signal: this.controller.signal,
        recreate: (services) => this.#recreate(services),
        say: (line) => this.said.push(line),
        limits: { young: 300, before: 300, after: 500, poll: 5 },
      },
    );
  }

  async #recreate(services: readonly string[]): Promise<void> {
    const away = [...this.#missed.keys()];
    this.log.push(`${services.join('+')}${away.length > 0 ? ` WHILE ${away.join(',')} is missed` : ''}`);
    this.onRecreate(services);
    for (const service of services) {
      this.set(service, { state: 'running', health: 'healthy' });
      this.#missed.set(service, this.missedFor);
    }
    return Promise.resolve();
  }

  #observe(): Observation {
    for (const [service, looks] of this.#missed) {
      if (looks === 0) this.#missed.delete(service);
      else this.#missed.set(service, looks - 1);
    }
    const facts = [...this.#missed.keys()].map((service) => ({ well: false, text: `${service} is missed` }));
    return {
      facts: [...facts, { well: true, text: 'all else' }],
      data: { primary: { service: this.primary } },
    };
  }
}

async function failure(run: Promise<unknown>): Promise<StackError> {
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  if (!(error instanceof StackError)) throw new Error(`expected a StackError, got ${String(error)}`);
  return error;
}

const primaryLast: Roll = {
  waitsFor: 'its replicas',
  last: ({ data }) => [(data['primary'] as { service: string }).service],
};

describe('a roll', () => {
  test('takes one at a time, the next when none is missed, and says so', async () => {
    const world = new World();
    const rolled = await world.roll([step('redis', redis)], { waitsFor: 'its replicas' });
    expect(world.log).toEqual(redis);
    expect(rolled.map(({ service }) => service)).toEqual(redis);
    expect(world.said).toEqual(
      redis.flatMap((service, index) => [
        `rolling: ${service} (${String(index + 1)} of 4), restarting`,
        `rolling: ${service} (${String(index + 1)} of 4), waiting for its replicas`,
      ]),
    );
  });

  test('components one after another, in the order given', async () => {
    const world = new World();
    await world.roll([step('kafka', ['kafka-1', 'kafka-2']), step('nginx', ['nginx'])]);
    expect(world.log).toEqual(['kafka-1', 'kafka-2', 'nginx']);
  });

  test('the leader goes last and hands over first, and who leads is asked anew each time', async () => {
    const world = new World();
    const handOver = (service: string) => {
      world.log.push(`${service} hands over`);
      world.primary = 'redis-3';
      return Promise.resolve();
    };
    world.onRecreate = ([service]) => {
      // The Sentinels failed over on their own in the middle.
      if (service === 'redis-2') world.primary = 'sentinel-1';
    };
    await world.roll([step('redis', redis)], { ...primaryLast, handOver });
    expect(world.log).toEqual(['redis-2', 'redis-1', 'redis-3', 'sentinel-1 hands over', 'sentinel-1']);
    expect(world.said.slice(-4)).toEqual([
      'rolling: sentinel-1 (4 of 4), handing over its role',
      'rolling: sentinel-1 (4 of 4), handed over, waiting for its replicas',
      'rolling: sentinel-1 (4 of 4), restarting',
      'rolling: sentinel-1 (4 of 4), waiting for its replicas',
    ]);
  });

  test('what is missing without being ill is waited for as well', async () => {
    const world = new World();
    let looks = 0;
    const missing = () => ((looks += 1) < 3 ? ['redis-2 is far behind'] : []);
    await world.roll([step('redis', ['redis-1'])], { missing });
    expect(looks).toBeGreaterThan(3);
    expect(world.log).toEqual(['redis-1']);
  });

  test('looks at health alone while what its observer looks through has its own change before it', async () => {
    const world = new World();
    world.missedFor = 1_000;
    const steps = [step('apps', ['web-1', 'web-2']), step('nginx', ['nginx'])];
    const error = await failure(world.roll(steps, { seenThrough: ['nginx'] }));
    expect(world.log.slice(0, 2)).toEqual(['web-1', 'web-2 WHILE web-1 is missed']);
    // Once there is nothing before it, the observer's word counts.
    expect(error.message).toMatch(/^nginx was restarted, but nginx is not whole/);
  });
});

describe('what is down', () => {
  test('goes first and together, changed or not, and a tier that is mended by it goes on', async () => {
    const world = new World();
    world.set('redis-2', { health: 'unhealthy' });
    world.set('redis-3', { state: 'exited' });
    const rolled = await world.roll([step('redis', redis, ['redis-1', 'redis-2', 'sentinel-1'])]);
    expect(world.log).toEqual(['redis-2+redis-3', 'redis-1', 'sentinel-1']);
    expect(rolled.map(({ service }) => service)).toEqual(['redis-2', 'redis-1', 'sentinel-1']);
    expect(world.said[0]).toBe('rolling: redis-2, redis-3 first, not working as it is');
    expect(world.said[1]).toContain('redis-1 (1 of 2)');
  });

  test('is not what has only just started: that gets its time', async () => {
    const world = new World();
    world.set('redis-2', { health: 'starting' });
    setTimeout(() => {
      world.set('redis-2', { health: 'healthy' });
    }, 200);
    await world.roll([step('redis', redis)]);
    expect(world.log).toEqual(redis);
  });

  test('a tier that is ill for another reason is not touched', async () => {
    const world = new World();
    const error = await failure(
      world.roll([step('kafka', ['kafka-1', 'kafka-2'])], { missing: () => ['no controller'] }),
    );
    expect(world.log).toEqual([]);
    expect(error).toMatchObject({
      code: 'no',
      message: 'kafka is not whole, so nothing of it that works was restarted',
      diagnostics: [{ place: 'kafka', message: 'no controller' }],
    });
    expect(error.hint).toContain('holdfast down, then holdfast up');
  });
});

describe('when something goes wrong', () => {
  test('a service that does not come back is the last that was touched, with its last words', async () => {
    const world = new World();
    world.onRecreate = ([service]) => {
      if (service !== 'redis-2') return;
      const diagnostics = [{ place: 'redis-2', message: 'Bad directive or wrong number of arguments' }];
      throw new StackError('engine', 'docker compose up failed (exit 1)', { diagnostics });
    };
    const error = await failure(world.roll([step('redis', redis)]));
    expect(world.log).toEqual(['redis-1', 'redis-2']);
    expect(error).toMatchObject({
      code: 'engine',
      message: 'redis-2 did not come back with the change; nothing else of redis was touched',
    });
    expect(error.diagnostics.at(-1)?.message).toContain('Bad directive');
    expect(error.hint).toContain('holdfast up begins with redis-2');
  });

  test('a tier that does not become whole again stops it', async () => {
    const world = new World();
    world.missedFor = 1_000;
    const error = await failure(world.roll([step('redis', redis), step('nginx', ['nginx'])]));
    expect(world.log).toEqual(['redis-1']);
    expect(error).toMatchObject({
      code: 'no',
      message: 'redis-1 was restarted, but redis is not whole again; no other was',
      diagnostics: [{ message: 'redis-1 is missed' }],
    });
  });

  test('a leader that keeps its role is not restarted', async () => {
    const world = new World();
    const handOver = () => Promise.reject(new StackError('no', 'redis-1 could not hand over its role'));
    const error = await failure(world.roll([step('redis', redis)], { ...primaryLast, handOver }));
    expect(error.message).toContain('could not hand over');
    expect(world.log).toEqual(['redis-2', 'redis-3', 'sentinel-1']);
  });

  test('an interrupt lets the one under way come back, and says who is left', async () => {
    const world = new World();
    world.onRecreate = ([service]) => {
      if (service === 'redis-2') world.controller.abort(new StackError('interrupted', 'interrupted'));
    };
    const error = await failure(world.roll([step('redis', redis), step('nginx', ['nginx'])]));
    expect(world.log).toEqual(['redis-1', 'redis-2']);
    expect(world.containers.get('redis-2')).toMatchObject({ state: 'running', health: 'healthy' });
    expect(error).toMatchObject({
      code: 'interrupted',
      message: 'interrupted while rolling; still as before: redis-3, sentinel-1, nginx',
    });
    expect(error.hint).toContain('holdfast up goes on');
  });
});

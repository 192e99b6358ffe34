import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Progress } from '../../src/commands/terminal.ts';
import { up, type UpStack } from '../../src/commands/up.ts';
import { disasterWound } from '../../src/drill/disaster/wound.ts';
import { StackError } from '../../src/errors.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, newEngine, wellContainers, type FakeWorld } from '../support/fake-engine.ts';

/** Nothing published, not even Nginx: what else listens on this machine does not matter. */
const plan: Plan = { ...planOf('name: up-test\npublish: false\n'), ports: new Map() };
const proof: Proof = { title: 'redis: a value comes back', run: () => Promise.resolve({ seen: '3 of 3' }) };
const unproven: Proof = {
  title: 'kafka: a message comes back',
  run: () => Promise.reject(new StackError('no', 'nobody leads', { hint: 'see the logs' })),
};
const config = JSON.stringify({
  services: {
    redis: {
      image: 'holdfast-redis:abc',
      build: { context: '/x/stack/images/redis' },
      labels: { 'holdfast.stack': 'up-test' },
    },
  },
});

beforeEach(() => {
  // The probe of the host must not meet this machine's own engine.
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** One `up` with all that came of it, in order: phases, calls to the engine, what was said. */
function prepare(world: Partial<FakeWorld> = {}, stack: Partial<UpStack> = {}, proofs = [proof]) {
  const engine = new FakeEngine({
    containers: wellContainers(plan),
    compose: ([verb]) => (verb === 'config' ? config : ''),
    ...world,
  });
  const controller = new AbortController();
  const said: string[] = [];
  const progress: Progress = (title, work) => {
    engine.calls.push(`[${title}]`);
    return work((text) => said.push(text));
  };
  const generate = () => {
    engine.calls.push('generate');
    return Promise.resolve();
  };
  const run = (hooks: { generate?: () => Promise<void>; force?: boolean } = {}) =>
    up(
      {
        directory: '/x',
        plan,
        proofs,
        secret: () => 'a-secret',
        rollings: () => Promise.resolve([]),
        identityIsNew: false,
        ...stack,
      },
      { engine, progress, signal: controller.signal, generate, ...hooks },
    );
  const interrupt = () => {
    controller.abort(new StackError('interrupted', 'interrupted'));
  };
  return { run, engine, said, interrupt };
}

async function failure(run: Promise<unknown>): Promise<StackError> {
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  if (!(error instanceof StackError)) throw new Error(`expected a StackError, got ${String(error)}`);
  return error;
}

const started = ({ calls }: FakeEngine) => calls.filter((call) => /generate|compose|remove/.test(call));

describe('up', () => {
  test('checks, writes, builds, starts and proves, in this order', async () => {
    const { run, engine, said } = prepare();
    const { good, lines, data } = await run();
    expect(engine.calls).toEqual([
      '[checking the host]',
      '[writing the bundle]',
      'generate',
      '[building images]',
      'compose config --format json',
      'compose config --hash *',
      'compose build redis',
      '[starting]',
      'compose up --detach --wait',
      '[proving]',
    ]);
    expect(good).toBe(true);
    expect(said).toContain('proven: redis: a value comes back');
    expect(lines[0]).toMatch(/^proven {2}redis: a value comes back: 3 of 3 \(\d\.\d s\)$/);
    expect(lines.at(-1)).toMatch(/^next: holdfast status/);
    expect(data).toMatchObject({ name: 'up-test', proofs: [{ proven: true }], forced: [], endpoints: [] });
  });

  test('does not build an image that is there', async () => {
    const { run, engine } = prepare({ images: ['holdfast-redis:abc'] });
    await run();
    expect(engine.calls).not.toContain('compose build redis');
  });

  test('tells where the time went, phase by phase', async () => {
    const { data, lines } = await prepare().run();
    const { timings, total } = data as { timings: Record<string, number>; total: number };
    expect(Object.keys(timings)).toEqual([
      'checking the host',
      'writing the bundle',
      'building images',
      'starting',
      'proving',
    ]);
    expect(total).toBe(Object.values(timings).reduce((sum, ms) => sum + ms, 0));
    expect(lines.join('\n')).toMatch(/^up in \d+\.\d s: checking the host \d+\.\d s, writing/m);
  });

  test('says no, but says all, when something is not proven', async () => {
    const { good, lines, data } = await prepare({}, {}, [unproven, proof]).run();
    expect(good).toBe(false);
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^NOT proven {2}kafka: a message comes back: nobody leads/) as string,
      '  hint: see the logs',
      expect.stringMatching(/^proven {2}redis/) as string,
    ]);
    expect(lines.at(-1)).toMatch(/holdfast status/);
    expect(data).toMatchObject({ proofs: [{ proven: false, hint: 'see the logs' }, { proven: true }] });
  });

  test('prints where to connect, and no secret', async () => {
    const published = planOf('name: up-test\n');
    const ports = new Map([...published.ports].map(([id], index) => [id, 52_000 + index]));
    const { run } = prepare({}, { plan: { ...published, ports } });
    const { lines, data } = await run();
    expect(lines).toContain('nginx            http://127.0.0.1:52000/');
    expect(lines).toContain('kafka-1          127.0.0.1:52001');
    expect(JSON.stringify([lines, data])).not.toContain('a-secret');
  });
});

describe('nothing is written or started', () => {
  test('when no engine answers: that is no answer about the host (exit 3)', async () => {
    const { run, engine } = prepare({ failure: new StackError('engine', 'no container engine answers') });
    expect((await failure(run())).code).toBe('engine');
    expect(started(engine)).toEqual([]);
  });

  test('when the host does not fit, and what fails is said with its remedy', async () => {
    const { run, engine } = prepare({
      info: { ...newEngine, version: '20.10.24' },
      subnets: [{ network: 'vpn', subnet: plan.network.subnet, stack: undefined }],
    });
    const error = await failure(run());
    expect(error).toMatchObject({
      code: 'no',
      message: 'this host does not fit the stack; nothing was started',
      diagnostics: [
        { place: 'engine', message: 'needed is >= 25.0, found: 20.10.24' },
        { place: 'subnet', hint: 'docker network rm vpn, if nothing uses it' },
      ],
    });
    expect(started(engine)).toEqual([]);
  });

  test('when a drill left the stack destroyed: it would come up empty', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-up-'));
    mkdirSync(join(directory, 'stack/.local'), { recursive: true });
    // No process has this id: the drill was killed.
    const wound = disasterWound({ stack: 'up-test', backup: '20260131-030000' }, ['redis-1']);
    writeFileSync(
      join(directory, 'stack/.local/drill.json'),
      JSON.stringify({ pid: 2 ** 30, wounds: [wound] }),
    );
    try {
      const { run, engine } = prepare({}, { directory });
      expect(await failure(run())).toMatchObject({
        code: 'no',
        hint: 'holdfast restore 20260131-030000 --yes up-test',
      });
      expect(started(engine)).toEqual([]);
      expect((await run({ force: true })).good).toBe(true);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('unless that is forced: then it is started, and the outcome says in what the host falls short', async () => {
    const { run, engine } = prepare({ info: { ...newEngine, version: '20.10.24', cpus: 1 } });
    const { good, lines, data } = await run({ force: true });
    expect(engine.calls).toContain('compose up --detach --wait');
    expect(data).toMatchObject({
      forced: [
        { what: 'engine', needed: '>= 25.0', found: '20.10.24', verdict: 'fail' },
        { what: 'cpus', needed: '2', found: '1', verdict: 'fail' },
      ],
    });
    expect(lines).toContain('forced  cpus: needed is 2, found: 1; no promise holds for this host');
    // Whether the stack came up is another question than whether the host fits.
    expect(good).toBe(true);
  });

  test('when volumes of this name hold data whose identity is gone', async () => {
    const volumes = { 'up-test': ['up-test-redis-1-data', 'up-test-backup'], other: ['other-backup'] };
    const { run, engine } = prepare({ volumes }, { identityIsNew: true });
    const error = await failure(run());
    expect(error.code).toBe('no');
    expect(error.diagnostics.map(({ place }) => place)).toEqual(volumes['up-test']);
    expect(error.hint).toContain('holdfast down --volumes --yes up-test');
    expect(started(engine)).toEqual([]);
    // Data are not the host's: nobody forces their way past them.
    await expect(run({ force: true })).rejects.toThrow(error.message);
  });

  test('but volumes with their identity, or of another stack, are no obstacle', async () => {
    await prepare({ volumes: { 'up-test': ['up-test-backup'] } }).run();
    await prepare({ volumes: { other: ['other-backup'] } }, { identityIsNew: true }).run();
  });

  test('when the bundle cannot be written', async () => {
    const { run, engine } = prepare();
    const refused = new StackError('no', 'compose.yaml does not include the stack');
    await expect(run({ generate: () => Promise.reject(refused) })).rejects.toBe(refused);
    expect(started(engine)).toEqual([]);
  });
});

describe('an interrupt', () => {
  test('between two phases: the next one never begins', async () => {
    const { run, engine, interrupt } = prepare();
    const generate = () => {
      interrupt();
      return Promise.resolve();
    };
    const { code, message, hint } = await failure(run({ generate }));
    expect(code).toBe('interrupted');
    expect(message).toContain('nothing was started');
    expect(hint).toContain('holdfast up');
    expect(engine.calls.at(-1)).toBe('[writing the bundle]');
  });

  test('while an engine that hangs is asked: nobody waits for it', async () => {
    const { run, engine, interrupt } = prepare();
    engine.info = () => new Promise(() => undefined);
    const running = failure(run());
    interrupt();
    expect((await running).code).toBe('interrupted');
    expect(started(engine)).toEqual([]);
  });

  test('while starting is Compose’s to answer, and nothing is proven afterwards', async () => {
    const { run, engine, interrupt } = prepare({
      compose: ([verb]) => {
        if (verb === 'config') return '{}';
        interrupt();
        throw new StackError('interrupted', 'interrupted');
      },
    });
    const { code, message, hint } = await failure(run());
    expect(code).toBe('interrupted');
    expect(message).toBe('interrupted while starting; what was started keeps running');
    expect(hint).toContain('holdfast down');
    expect(engine.calls.at(-1)).toBe('compose up --detach --wait');
  });

  test('while proving is an interrupt, not an unproven stack', async () => {
    const endless: Proof = { title: 'endless', run: () => new Promise(() => undefined) };
    const { run, interrupt } = prepare({}, {}, [endless]);
    setTimeout(interrupt, 100);
    expect((await failure(run())).code).toBe('interrupted');
  });
});

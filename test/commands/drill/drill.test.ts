import { describe, expect, test } from 'vitest';
import { drill, type DrillRequest } from '../../../src/commands/drill.ts';
import type { Means } from '../../../src/drill/disaster/run.ts';
import type { DrillPart } from '../../../src/drill/drill.ts';
import { FakeEngine, wellContainers } from '../../support/fake-engine.ts';
import { plan } from '../../drill/limits/runs.ts';

const engine = new FakeEngine({ containers: wellContainers(plan) });
const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
const part: DrillPart = {
  pressures: [],
  targets: [
    {
      name: 'redis.replica',
      about: 'one replica',
      count: 2,
      among: ['redis-1', 'redis-2', 'redis-3'],
      loads: ['redis'],
      find: () => Promise.resolve(['redis-2']),
    },
  ],
};

const means = (): Promise<Means> =>
  Promise.resolve({
    backup: () => Promise.reject(new Error('a backup was taken')),
    tryOut: () => Promise.reject(new Error('a backup was read')),
    restore: () => Promise.reject(new Error('something was restored')),
    volumes: () => Promise.resolve(['shop-redis-1-data', 'shop-kafka-1-data']),
  });

const request: DrillRequest = {
  words: [],
  list: false,
  dryRun: false,
  set: undefined,
  runs: 1,
  random: undefined,
  seed: 1,
  minutes: 1,
  seconds: 1,
  directory: '/nowhere',
  out: '/nowhere/out',
  disasterOut: '/nowhere/disaster',
  warmUp: 0,
  calm: undefined,
  pace: 1,
  rate: undefined,
  slos: new Map(),
  typed: undefined,
  ask: undefined,
  progress: (_title, work) => work(() => undefined),
  live: false,
  note: () => undefined,
};

const run = (more: Partial<DrillRequest>, parts: readonly DrillPart[] = [part]) =>
  drill({ parts, observers: [], context, means }, { ...request, ...more });

describe('nothing is done', () => {
  test('by --list, which names every target and fault, and what each can harm', async () => {
    const { lines } = await run({ list: true });
    const text = lines.join('\n');
    expect(text).toContain('redis.replica[.1-2]');
    expect(text).toMatch(/^empty +destructive/m);
    expect(text).toMatch(/^freeze +disruptive/m);
    expect(engine.calls).toEqual([]);
  });

  test('by --dry-run, which says what would be asked of whom', async () => {
    const { lines, good } = await run({ dryRun: true, words: ['redis.replica.2:pause'] });
    expect(good).toBe(true);
    expect(lines).toEqual([
      'redis.replica.2:pause',
      '  redis-2: frozen: connections stay open, nothing is answered (disruptive)',
      '    docker pause redis-2',
      '    docker unpause redis-2',
      '',
      'nothing was done',
    ]);
    expect(engine.calls).toEqual([]);
  });
});

describe('a disaster', () => {
  test('by --dry-run names all that would go, and what stays', async () => {
    const { lines } = await run({ dryRun: true, words: ['disaster'] });
    expect(lines).toContain('  container redis-1');
    expect(lines).toContain('  volume shop-kafka-1-data');
    expect(lines.slice(-3)).toEqual([
      'kept: volume shop-backup, networks, images, and whatever is not of this stack',
      '',
      'nothing was done',
    ]);
    expect(engine.calls).toEqual([]);
  });

  test('says what would go before it asks', async () => {
    const asked: string[] = [];
    const ask = (question: string) => Promise.resolve(String(asked.push(question)));
    await expect(run({ words: ['disaster'], ask })).rejects.toMatchObject({
      hint: 'holdfast drill disaster --yes shop',
    });
    expect(asked[0]).toContain('  shop-redis-1-data');
    expect(engine.calls).toEqual([]);
  });

  test('is in the last lines of --list', async () => {
    const { lines } = await run({ list: true });
    expect(lines.slice(-3).join(' ')).toMatch(/so is disaster: every container and data volume is destroyed/);
  });
});

describe('is refused', () => {
  test.each([
    [{ words: ['limits', 'redis'] }, "limits stands alone, not beside 'redis'"],
    [{ words: ['heal', 'x'] }, "heal stands alone, not beside 'x'"],
    [{ words: ['calm', 'x'] }, "calm stands alone, not beside 'x'"],
    [{ words: ['calm'], set: 'full' }, 'calm hurts nothing'],
    [{ words: ['calm'], random: 5 }, 'calm hurts nothing'],
    [{ words: ['disaster', 'x'] }, "disaster stands alone, not beside 'x'"],
    [{ words: ['disaster'] }, "the stack's name was not typed, so nothing was done"],
    [{ words: ['disaster'], typed: 'another' }, "the stack's name was not typed, so nothing was done"],
    [{ words: ['redis.replica:kill'], set: 'quick' }, '--quick names drills itself'],
    [{ words: ['redis.replica:kill'], random: 5 }, '--random chooses drills itself'],
    [{ words: ['redis.replica:empty'] }, "the stack's name was not typed, so nothing was done"],
    [{ words: ['redis.replica:empty'], typed: 'another' }, "the stack's name was not typed"],
  ] as const)('%j', async (more, message) => {
    await expect(run(more)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message) as string,
    });
    expect(engine.calls).toEqual([]);
  });

  test('a tour of a stack with nothing to hurt', async () => {
    await expect(run({}, [{ pressures: [] }])).rejects.toMatchObject({ code: 'no' });
  });

  test('load on a stack that nobody can use', async () => {
    await expect(run({ words: ['calm'] }, [{ pressures: [] }])).rejects.toMatchObject({
      code: 'no',
      message: expect.stringContaining('nothing in this stack can be used') as string,
    });
  });
});

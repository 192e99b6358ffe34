import { describe, expect, test } from 'vitest';
import { coldLines, type ColdFacts, type ColdSaved } from '../../../src/backup/cold/cold.ts';
import { coldRestore } from '../../../src/commands/backup/cold/restore.ts';
import { coldBackup } from '../../../src/commands/backup/cold/take.ts';
import type { Progress } from '../../../src/commands/terminal.ts';
import type { ExecResult, RunOptions } from '../../../src/engine/engine.ts';
import { StackError } from '../../../src/errors.ts';
import type { BoxContext } from '../../../src/restore/box.ts';
import type { ColdKafka } from '../../../src/restore/cold/brokers.ts';
import { planOf } from '../../support/bundle.ts';
import { FakeEngine, wellContainers, type FakeWorld } from '../../support/fake-engine.ts';

const plan = planOf('name: shop\n');
const brokers = ['kafka-1', 'kafka-2', 'kafka-3'];
const progress: Progress = (_title, work) => work(() => undefined);
const volumes = ['shop-backup', ...brokers.map((service) => `shop-${service}-data`)];
const id = '20260131-030000-cold';

const saved: ColdSaved = {
  clusterId: 'c',
  kafkaVersion: '4.3.1',
  image: 'kafka:1',
  stoppedAt: '2026-01-31T03:00:00.000Z',
  volumes: brokers.map((service, index) => ({
    service,
    node: index + 1,
    files: 10,
    bytes: 2_000_000,
    allocatedBytes: 1_048_576,
    digest: 'd',
  })),
  ends: { orders: { '0': 7 } },
};

type Box = (options: RunOptions, note: (call: string) => void) => Promise<unknown>;

/** A box that does as it is told: ready, then, once it hears that the brokers have stopped, the rest. */
const goodBox: Box = async ({ onLine, input }, note) => {
  onLine?.(coldLines.ready);
  const facts = JSON.parse((await input) ?? '') as ColdFacts;
  note(`told of ${String(Object.keys(facts.ends).length)} topics`);
  onLine?.(coldLines.released);
  return { id, cold: saved, addedBytes: 5, removed: [] };
};

const fillingBox: Box = async ({ onLine, input }, note) => {
  onLine?.(coldLines.ready);
  await input;
  note('told to go');
  onLine?.(coldLines.touching);
  return { files: 30, bytes: 6_000_000 };
};

function failing(message: string, from: 'at once' | 'later' | 'half way'): Box {
  return async ({ onLine, input }) => {
    if (from !== 'at once') {
      onLine?.(coldLines.ready);
      await input;
    }
    if (from === 'half way') onLine?.(coldLines.touching);
    return { error: { code: 'no', message, hint: 'a hint' } };
  };
}

function prepare(box: Box, world: Partial<FakeWorld> = {}) {
  const controller = new AbortController();
  const engine: FakeEngine = new FakeEngine({
    containers: wellContainers(plan),
    volumes: { shop: volumes },
    exec: (_service, command) => answerTo(command),
    run: async (_command, options) => {
      try {
        const note = (call: string): void => void engine.calls.push(call);
        return { exitCode: 0, stdout: JSON.stringify(await box(options, note)), stderr: '' };
      } catch (error) {
        if (controller.signal.aborted) throw new StackError('interrupted', 'interrupted');
        return {
          exitCode: 143,
          stdout: JSON.stringify({ error: { code: 'interrupted', message: String(error) } }),
          stderr: '',
        };
      }
    },
    ...world,
  });
  const context: BoxContext = {
    directory: '/x',
    plan,
    engine,
    signal: controller.signal,
    imageOf: (service) => Promise.resolve(`image of ${service}`),
    config: { stack: 'shop', plan: '', schedule: '', keep: { last: 3, daily: 0, weekly: 0, monthly: 0 }, repository: '/backup/repository', stores: [] },
    target: undefined,
  }; // prettier-ignore
  const kafka: ColdKafka = {
    brokers,
    assertWhole: () => Promise.resolve(['kafka-2']),
    ends: () => Promise.resolve(saved.ends),
    untilServing: () => noted('serving'),
    untilWhole: () => noted('whole'),
  };
  const noted = (call: string): Promise<void> => {
    engine.calls.push(call);
    return Promise.resolve();
  };
  return {
    engine,
    context,
    kafka,
    controller,
    calls: () => engine.calls.filter((call) => !call.startsWith('compose config')),
  };
}

/** What runs in a container that is there. */
function answerTo(command: readonly string[]): ExecResult {
  const good = (stdout: string): ExecResult => ({ exitCode: 0, stdout, stderr: '' });
  if (command[0] === 'ls') return good('kafka-server-4.3.1.jar');
  if (command[0] === 'du') return good('1048576\t/data');
  if (command[1] === 'unpack') return good(JSON.stringify({ backup: { id }, manifest: { id, cold: saved } }));
  return good('{}');
}

const consent = { typed: 'shop', ask: undefined };
const startsAgain = ['start kafka-1', 'start kafka-2', 'start kafka-3'];
const stopsAll = ['stop kafka-1', 'stop kafka-3', 'stop kafka-2'];
const opens = 'run image of backup backup-do cold-save kafka-1 kafka-2 kafka-3';

describe('backup --cold', () => {
  test('the box is ready before a broker stops, is told when all have, and they start when it has read all', async () => {
    const { context, kafka, calls } = prepare(goodBox);
    const outcome = await coldBackup(context, kafka, consent, progress);
    expect(calls()).toEqual([opens, ...stopsAll, 'told of 1 topics', ...startsAgain, 'serving', 'whole']);
    expect(outcome).toMatchObject({ good: true, data: { id, addedBytes: 5, cold: { partitions: 1 } } });
    expect(outcome.lines[0]).toMatch(/3 volumes, 30 files, 3\.0 MiB on the disk/);
  });

  test('volumes are mounted each by itself and read only', async () => {
    let mounts: RunOptions['mounts'] = [];
    const { context, kafka } = prepare((options, note) => {
      mounts = options.mounts;
      return goodBox(options, note);
    });
    await coldBackup(context, kafka, consent, progress);
    expect(mounts.filter(({ target }) => target.startsWith('/cold'))).toEqual(
      brokers.map((service) => ({
        type: 'volume',
        source: `shop-${service}-data`,
        target: `/cold/content/${service}`,
        readOnly: true,
      })),
    );
  });

  test.each([undefined, 'other', ''])('nothing is opened or stopped for the name %j', async (typed) => {
    const { context, kafka, calls } = prepare(goodBox);
    const refused = coldBackup(context, kafka, { typed, ask: undefined }, progress);
    await expect(refused).rejects.toMatchObject({ code: 'usage', hint: 'holdfast backup --cold --yes shop' });
    expect(calls()).toEqual([]);
  });

  test('the question says what stops, for how long, and what does not', async () => {
    const { context, kafka } = prepare(goodBox);
    let asked = '';
    const ask = (question: string): Promise<string> => {
      asked = question;
      return Promise.resolve('shop');
    };
    await coldBackup(context, kafka, { typed: undefined, ask }, progress);
    expect(asked).toContain('  kafka-2  1.0 MiB');
    expect(asked).toMatch(/Kafka is away for about \d+ s/);
    expect(asked).toContain('Redis, the apps and Nginx stay up');
  });

  test('a tier that is not whole is left alone', async () => {
    const { context, kafka, calls } = prepare(goodBox);
    const broken = { ...kafka, assertWhole: () => Promise.reject(new StackError('no', 'not whole')) };
    await expect(coldBackup(context, broken, consent, progress)).rejects.toThrow('not whole');
    expect(calls()).toEqual([]);
  });

  test('a box that cannot begin stops no broker', async () => {
    const { context, kafka, calls } = prepare(failing('the key does not open it', 'at once'));
    await expect(coldBackup(context, kafka, consent, progress)).rejects.toThrow('the key does not open it');
    expect(calls()).toEqual([opens]);
  });

  test('a box that fails later: the brokers run again, and both is told', async () => {
    const { context, kafka, calls } = prepare(failing('the disk is full', 'later'));
    await expect(coldBackup(context, kafka, consent, progress)).rejects.toMatchObject({
      code: 'no',
      message: 'the disk is full',
      hint: 'a hint',
      diagnostics: [
        { place: 'kafka', message: expect.stringMatching(/^runs again, every replica in sync/) as string },
      ],
    });
    expect(calls()).toEqual([opens, ...stopsAll, ...startsAgain, 'serving', 'whole']);
  });

  test('no broker is stopped when Kafka does not say where it ends, and the box is sent home', async () => {
    const { context, kafka, calls } = prepare(goodBox);
    const mute = { ...kafka, ends: () => Promise.reject(new StackError('no', 'no broker answers')) };
    await expect(coldBackup(context, mute, consent, progress)).rejects.toThrow('no broker answers');
    expect(calls()).toEqual([opens]);
  });

  test('Ctrl-C while it reads: the brokers are started', async () => {
    const { context, kafka, controller, calls } = prepare(async ({ onLine, input }) => {
      onLine?.(coldLines.ready);
      await input;
      controller.abort(new StackError('interrupted', 'interrupted'));
      throw new Error('killed');
    });
    await expect(coldBackup(context, kafka, consent, progress)).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(calls().filter((call) => call.startsWith('start'))).toEqual(startsAgain);
  });
});

describe('restore of a cold backup', () => {
  const target = { stack: 'shop', clusterId: 'c', brokers, image: 'kafka:1', kafkaVersion: '4.3.1' };

  function restoring(box: Box, world: Partial<FakeWorld> = {}, change: Partial<typeof target> = {}) {
    const prepared = prepare(box, world);
    const { context, kafka, engine } = prepared;
    const run = (typed: string | undefined = 'shop') =>
      coldRestore(id, context, kafka, {
        typed,
        ask: undefined,
        progress,
        target: () => Promise.resolve({ ...target, ...change }),
        start: () => {
          engine.calls.push('start the stack');
          return Promise.resolve();
        },
      });
    return { ...prepared, run };
  }
  const fills = `run image of backup backup-do cold-fill ${id} kafka-1 kafka-2 kafka-3`;
  const startBrokers = 'compose up --detach --wait kafka-1 kafka-2 kafka-3';

  test('everything but Redis stops once the backup was read; brokers start when all is filled, and are whole before the rest', async () => {
    const { run, calls } = restoring(fillingBox);
    expect(await run()).toMatchObject({ good: true, data: { restored: { files: 30, partitions: 1 } } });
    const stopped = calls()[1] ?? '';
    expect(stopped).toMatch(/^remove containers .*id-kafka-1 id-kafka-2 id-kafka-3/);
    expect(stopped).not.toMatch(/redis|sentinel|backup/);
    expect(calls()).toEqual([
      fills,
      stopped,
      'told to go',
      startBrokers,
      'serving',
      'whole',
      'start the stack',
    ]);
  });

  test.each([
    ['of another cluster', { clusterId: 'other' }],
    ['of a newer Kafka', { kafkaVersion: '4.2.0' }],
  ])('one %s is refused before anything', async (_what, change) => {
    const { run, calls } = restoring(fillingBox, {}, change);
    await expect(run()).rejects.toMatchObject({
      code: 'no',
      message: expect.stringContaining('nothing was done') as string,
    });
    expect(calls()).toEqual([]);
  });

  test('nothing is done before the name was typed', async () => {
    const { run, calls } = restoring(fillingBox);
    await expect(run('other')).rejects.toMatchObject({
      code: 'usage',
      hint: `holdfast restore ${id} --yes shop`,
    });
    expect(calls()).toEqual([]);
  });

  test('a damaged backup stops nothing', async () => {
    const { run, calls } = restoring(failing('damaged', 'at once'));
    await expect(run()).rejects.toThrow('damaged');
    expect(calls()).toEqual([fills]);
  });

  test('what fails before the first file goes starts everything again', async () => {
    const { run, calls } = restoring(failing('no note could be written', 'later'));
    await expect(run()).rejects.toThrow('no note could be written');
    expect(calls().at(-1)).toBe('start the stack');
  });

  test('what fails half way starts nothing, and says how to go on', async () => {
    const { run, calls } = restoring(failing('the disk is full', 'half way'));
    await expect(run()).rejects.toMatchObject({
      message: 'the disk is full; the volumes of Kafka are not whole, and no broker starts on them',
      hint: `run it again, it begins anew: holdfast restore ${id} --yes shop`,
    });
    expect(calls().some((call) => call.startsWith('compose up') || call === 'start the stack')).toBe(false);
  });

  test('volumes that are lost are made first', async () => {
    const { run, calls } = restoring(fillingBox, { volumes: { shop: ['shop-backup'] } });
    await run();
    expect(calls()[0]).toBe('compose create --no-recreate kafka-1 kafka-2 kafka-3');
  });
});

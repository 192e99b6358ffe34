import { expect, test } from 'vitest';
import { down, question } from '../../src/commands/down.ts';
import type { Ask, Progress } from '../../src/commands/terminal.ts';
import { StackError } from '../../src/errors.ts';
import { FakeEngine } from '../support/fake-engine.ts';

const volumes = { shop: ['shop-backup', 'shop-redis-1-data'], shop2: ['shop2-backup'], '': ['mine'] };
const progress: Progress = (_title, work) => work(() => undefined);

function prepare(given?: { typed?: string; ask?: Ask }, companions = 0) {
  const engine = new FakeEngine({ volumes, companions });
  const { signal } = new AbortController();
  const options = { directory: '/x', stack: 'shop', signal, progress };
  const asked = given && { volumes: { typed: given.typed, ask: given.ask } };
  return { engine, run: () => down({ ...options, ...asked }, engine) };
}

test('keeps every volume', async () => {
  const { engine, run } = prepare();
  expect(await run()).toEqual({
    good: true,
    data: { removedVolumes: [] },
    lines: ['stopped; every volume is kept'],
  });
  expect(engine.calls).toEqual(['compose down']);
});

test('removes what a killed drill left in the network before that is to go', async () => {
  const { engine, run } = prepare(undefined, 1);
  await run();
  expect(engine.calls).toEqual(['remove companions of shop', 'compose down']);
});

test('removes this stack’s volumes and no others once its name was given, after it has stopped', async () => {
  const { engine, run } = prepare({ typed: 'shop' });
  expect(await run()).toMatchObject({
    data: { removedVolumes: volumes.shop },
    lines: ['stopped; removed shop-backup, shop-redis-1-data'],
  });
  expect(engine.calls).toEqual(['compose down', 'remove volumes shop-backup shop-redis-1-data']);
});

test.each([undefined, '', 'Shop', 'shop2', 'sho', 'y', 'yes'])(
  'does nothing at all for the name %j',
  async (typed) => {
    const { engine, run } = prepare(typed === undefined ? {} : { typed });
    await expect(run()).rejects.toMatchObject({ code: 'usage', hint: 'holdfast down --volumes --yes shop' });
    expect(engine.calls).toEqual([]);
  },
);

test.each([
  ['shop', true],
  [' shop ', true],
  ['', false],
  ['yes', false],
])('at a terminal the name is asked for: %j', async (answer, good) => {
  const questions: string[] = [];
  const ask: Ask = (text) => {
    questions.push(text);
    return Promise.resolve(answer);
  };
  const { engine, run } = prepare({ ask });
  if (good) await run();
  else await expect(run()).rejects.toMatchObject({ code: 'usage' });
  expect(questions).toEqual([question('shop', volumes.shop)]);
  expect(engine.calls).toHaveLength(good ? 2 : 0);
});

test('whoever gave the name is not asked', async () => {
  const ask: Ask = () => Promise.reject(new Error('asked'));
  await prepare({ typed: 'shop', ask }).run();
  await expect(prepare({ typed: 'other', ask }).run()).rejects.toMatchObject({ code: 'usage' });
});

test('Ctrl-C at the question does nothing', async () => {
  const interrupted = new StackError('interrupted', 'interrupted');
  const { engine, run } = prepare({ ask: () => Promise.reject(interrupted) });
  await expect(run()).rejects.toBe(interrupted);
  expect(engine.calls).toEqual([]);
});

test('the question shows what would go', () => {
  expect(question('shop', volumes.shop).split('\n')).toEqual([
    "These volumes of 'shop' will be removed, with all that is in them:",
    '  shop-backup',
    '  shop-redis-1-data',
    "Type the stack's name to remove them: ",
  ]);
  expect(question('shop', [])).toContain('there is none');
});

test('a stack that cannot be stopped keeps its volumes', async () => {
  const engine = new FakeEngine({
    volumes,
    compose: () => Promise.reject(new StackError('engine', 'docker compose down failed')),
  });
  const { signal } = new AbortController();
  const options = {
    directory: '/x',
    stack: 'shop',
    signal,
    progress,
    volumes: { typed: 'shop', ask: undefined },
  };
  await expect(down(options, engine)).rejects.toMatchObject({ code: 'engine' });
  expect(engine.calls).toEqual(['compose down']);
});

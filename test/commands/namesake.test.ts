import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateCommand } from '../../src/commands/generate.ts';
import { assertNameIsOurs } from '../../src/commands/namesake.ts';
import { StackError } from '../../src/errors.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers, type FakeWorld } from '../support/fake-engine.ts';

const plan = planOf('name: shop\npublish: false\n');
const volumes = { shop: ['shop-redis-1-data'] };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-namesake-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The stack's containers, made from a directory. */
function from(directory: string): FakeWorld['containers'] {
  return new Map([...wellContainers(plan)].map(([name, one]) => [name, { ...one, directory }]));
}

describe('a name is this directory’s', () => {
  const ask = (world: Partial<FakeWorld>, identityIsNew = false) =>
    assertNameIsOurs({ directory: root, plan, identityIsNew }, new FakeEngine(world));

  test('when nobody has it, or this directory itself, under whatever path', async () => {
    const link = `${root}-link`;
    symlinkSync(root, link);
    await ask({}, true);
    await ask({ containers: from(root), volumes });
    await ask({ containers: from(link), volumes });
    rmSync(link);
  });

  test('not when the containers are another’s: it is named', async () => {
    const error = { code: 'no', message: expect.stringContaining('the stack in /srv/other;') as string };
    await expect(ask({ containers: from('/srv/other') })).rejects.toMatchObject(error);
    await expect(ask({ containers: from('/srv/other'), volumes }, true)).rejects.toMatchObject(error);
  });

  test('not when there are volumes and no identity: each is named', async () => {
    const diagnostics = [{ place: 'shop-redis-1-data', message: 'holds data of an earlier run' }];
    await expect(ask({ volumes }, true)).rejects.toMatchObject({ code: 'no', diagnostics });
  });
});

describe('generate', () => {
  const run = (world: Partial<FakeWorld>, options = {}) => {
    writeFileSync(join(root, 'stack.yaml'), 'name: shop\npublish: false\n');
    const engine = () => Promise.resolve(new FakeEngine(world));
    return generateCommand({ directory: root, engine, ...options });
  };

  test('makes no identity over volumes that have lost theirs, and writes nothing', async () => {
    await expect(run({ volumes })).rejects.toMatchObject({ code: 'no' });
    expect(existsSync(join(root, 'stack'))).toBe(false);
  });

  test('asks no more once there is one, nor for --check', async () => {
    await run({});
    expect((await run({ volumes })).good).toBe(true);
    rmSync(join(root, 'stack/.local'), { recursive: true });
    expect((await run({ volumes }, { check: true })).good).toBe(true);
  });

  test('goes on without an engine', async () => {
    expect((await run({ failure: new StackError('engine', 'nobody answers') })).good).toBe(true);
  });
});

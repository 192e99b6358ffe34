import { existsSync, mkdtempSync, readFileSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { drillHeal } from '../../../src/commands/drill/heal.ts';
import {
  assertRestored,
  disasterLeft,
  forget,
  forgetDisaster,
  woundsIn,
} from '../../../src/commands/drill/wounds-file.ts';
import { disasterWound } from '../../../src/drill/disaster/wound.ts';
import { everywhere } from '../../../src/drill/faults/index.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { plan } from '../../drill/limits/runs.ts';

const wound = { fault: 'pause', services: ['redis-1'] };
let directory = '';
let file = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-wounds-'));
  file = join(directory, 'stack/.local/drill.json');
});

/** As a process that is gone left it. */
function left(text: string): void {
  mkdirSync(join(directory, 'stack/.local'), { recursive: true });
  writeFileSync(file, text);
}

describe('what is hurt', () => {
  test('is in the file as soon as it is said, and for its owner alone', () => {
    woundsIn(directory).add(wound);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, wounds: [wound] });
  });

  test('of a process that is gone is found', () => {
    left(JSON.stringify({ pid: 2 ** 22 + 1, wounds: [wound] }));
    expect(woundsIn(directory).open()).toEqual([wound]);
  });

  test('is forgotten when nothing is open, and only then', () => {
    const wounds = woundsIn(directory);
    wounds.add(wound);
    forget(directory, wounds);
    expect(existsSync(file)).toBe(true);
    wounds.remove(wound);
    forget(directory, wounds);
    expect(existsSync(file)).toBe(false);
  });

  test('is not written while another drill is at work', () => {
    left(JSON.stringify({ pid: process.ppid, wounds: [] }));
    expect(() => woundsIn(directory)).toThrow(/another drill is at work on this stack/);
  });

  test('a file that cannot be read is no drill', () => {
    left('{');
    expect(woundsIn(directory).open()).toEqual([]);
  });

  test('is not written through a link', () => {
    mkdirSync(join(directory, 'stack'));
    symlinkSync(tmpdir(), join(directory, 'stack/.local'));
    expect(() => woundsIn(directory)).toThrow(/symbolic link/);
  });
});

describe('a disaster that was broken off', () => {
  const disaster = { stack: 'shop', backup: '20260131-030000' };
  const gone = 2 ** 22 + 1;
  const leave = (pid: number, ...more: object[]): void => {
    left(JSON.stringify({ pid, wounds: [disasterWound(disaster, ['redis-1']), ...more] }));
  };

  test('is told with the way back, and stands in the way of every drill', () => {
    leave(gone);
    expect(disasterLeft(directory)).toEqual(disaster);
    const attempt = (): void => {
      assertRestored(directory);
    };
    expect(attempt).toThrow('backup 20260131-030000 holds what was there');
    expect(attempt).toThrow(expect.objectContaining({ hint: 'holdfast restore 20260131-030000 --yes shop' }));
  });

  test('is over when it is forgotten, and nothing else is', () => {
    leave(gone, wound);
    forgetDisaster(directory);
    expect(disasterLeft(directory)).toBeUndefined();
    expect(woundsIn(directory).open()).toEqual([wound]);
  });

  test('alone leaves no file behind', () => {
    leave(gone);
    forgetDisaster(directory);
    expect(existsSync(file)).toBe(false);
  });

  test('is none while its drill is at work, and none without a file or of another fault', () => {
    leave(process.ppid);
    expect(disasterLeft(directory)).toBeUndefined();
    left(JSON.stringify({ pid: gone, wounds: [wound] }));
    expect(disasterLeft(directory)).toBeUndefined();
    forgetDisaster(directory);
    expect(existsSync(file)).toBe(true);
    expect(disasterLeft('/nowhere')).toBeUndefined();
  });
});

describe('heal', () => {
  const engine = new FakeEngine();
  const context = { plan, engine, secret: () => '', signal: new AbortController().signal };

  test('undoes what was left, and says so', async () => {
    left(JSON.stringify({ pid: 2 ** 22 + 1, wounds: [wound] }));
    const { lines } = await drillHeal(directory, everywhere, context);
    expect(lines).toEqual(['healed  redis-1: pause']);
    expect(engine.calls).toEqual(['unpause redis-1']);
    expect(existsSync(file)).toBe(false);
  });

  test('has nothing to do otherwise', async () => {
    expect((await drillHeal(directory, everywhere, context)).lines).toEqual([
      'no drill has left anything hurt',
    ]);
  });

  test('a fault that nobody knows stays written down', async () => {
    left(JSON.stringify({ pid: 2 ** 22 + 1, wounds: [{ fault: 'flood', services: ['redis-1'] }] }));
    await expect(drillHeal(directory, everywhere, context)).rejects.toMatchObject({
      code: 'engine',
      message: 'not everything could be healed: redis-1 (flood): nobody knows how to heal flood',
    });
    expect(existsSync(file)).toBe(true);
  }, 10_000);
});

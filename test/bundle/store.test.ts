import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIdentity } from '../../src/bundle/store.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { identity, oldBundle } from './write/bundles.ts';

let root: string;
const record = 'stack/.local/identity.json';
const secret = 'stack/.local/secrets/redis-app-password';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-store-'));
  writeBundle(root, oldBundle);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const refuses = (fact: RegExp) => {
  const before = readdirSync(root, { recursive: true });
  const message = expect.stringMatching(fact) as string;
  const hint = expect.stringContaining('backup') as string;
  expect(() => readIdentity(root)).toThrow(expect.objectContaining({ code: 'usage', message, hint }));
  expect(readdirSync(root, { recursive: true })).toEqual(before);
};

test('what was written is read back; a directory without a stack has none', () => {
  expect(readIdentity(root)).toEqual(identity);
  rmSync(join(root, 'stack'), { recursive: true });
  expect(readIdentity(root)).toBeUndefined();
});

test('a missing secret', () => {
  rmSync(join(root, secret));
  refuses(/redis-app-password is missing/);
});

test.each(['', 'two\nlines', 'one-secret\n'])('a secret that holds %j', (value) => {
  rmSync(join(root, secret));
  writeFileSync(join(root, secret), value);
  refuses(/redis-app-password is empty, or holds more/);
});

test('secrets without an identity.json', () => {
  rmSync(join(root, record));
  refuses(/identity.json is missing, but secrets are there/);
});

test.each(['', '{', 'null', '{"version":1}', 'half'])('an identity.json that holds %j', (text) => {
  const whole = readFileSync(join(root, record), 'utf8');
  writeFileSync(join(root, record), text === 'half' ? whole.slice(0, whole.length / 2) : text);
  refuses(/identity.json cannot be read/);
});

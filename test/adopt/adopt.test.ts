import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adopt, linesToPaste } from '../../src/adopt/adopt.ts';
import { clashes } from '../../src/adopt/clashes.ts';

const mine = 'stack/compose.yaml';
const join = (text: string) => adopt('compose.yaml', text, 'shop');
const forms: Record<string, [text: string, include: unknown[]]> = {
  none: ['# hello\n\nservices:\n  web: { image: "x" } # why\n', [mine]],
  block: ['include:\n  - other.yaml # one\n\n# my services\nservices: {}\n', ['other.yaml', mine]],
  'block at the margin': ['include:\n- other.yaml\nservices: {}\n', ['other.yaml', mine]],
  'block of maps': [
    'include:\n  - path: a.yaml\n    env_file: b\nservices: {}\n',
    [{ path: 'a.yaml', env_file: 'b' }, mine],
  ],
  'block without a last newline': ['services: {}\ninclude:\n  - other.yaml', ['other.yaml', mine]],
  flow: ['include: [other.yaml] # one\nservices: {} # two\n', ['other.yaml', mine]],
  string: ['include: other.yaml\nservices: {}\n', ['other.yaml', mine]],
  empty: ['include:\nservices: {}\n', [mine]],
  'empty flow': ['include: [] # one\nservices: {}\n', [mine]],
  'flow over lines': ['include: [\n  a.yaml, # one\n  ]\nx-odd:   [ 1,2 ]\n', ['a.yaml', mine]],
  'string with a comma': ['include: a,b.yaml # one\nservices: {}\n', ['a,b.yaml', mine]],
  'quoted string': ["include: 'a.yaml'\nservices: {}\n", ['a.yaml', mine]],
  'empty with a comment': ['include: # one\nservices:   {}\n', [mine]],
  tilde: ['include: ~\nservices: {}\n', [mine]],
  'flow document': ['{ services: { web: { image: x } } }\n', [mine]],
};

describe.each(Object.entries(forms))('adopting with include as %s', (_, [text, include]) => {
  test('adds one entry and a name, keeps the rest, and does nothing twice', () => {
    const after = join(text);
    expect(parse(after)).toEqual({ ...(parse(text) as object), include, name: 'shop' });
    expect(join(after)).toBe(after);
    expect(linesToPaste('compose.yaml', after, 'shop')).toEqual([]);
    for (const comment of text.match(/# .*/g) ?? []) expect(after).toContain(comment);
  });

  test('keeps CRLF', () => {
    const windows = text.replaceAll('\n', '\r\n');
    const after = join(windows);
    expect(parse(after)).toEqual(parse(join(text)));
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(join(after)).toBe(after);
  });
});

test('every line that was there is still there, in its place', () => {
  const text = '# top\nname: "mine"\n\n\ninclude:\n    - a.yaml\nservices:\n   web:   {image: x}   # odd\n';
  expect(join(text)).toBe(text.replace('a.yaml\n', `a.yaml\n    - ${mine}\n`));
});

test('text that is no Compose file is refused at its place', () => {
  expect(() => join('- a\n')).toThrow(/is not a Compose file/);
  expect(() => join('a: [\n')).toThrow(
    expect.objectContaining({
      code: 'usage',
      diagnostics: [
        expect.objectContaining({ place: expect.stringMatching(/^compose.yaml:\d+:\d+$/) as string }),
      ],
    }),
  );
});

test('clashes are named with their place, all of them', () => {
  const text = 'services:\n  web: {}\n  nginx: {}\nvolumes:\n  redis-1-data:\n';
  const found = clashes(
    [{ path: 'compose.yml', text }],
    'services: { nginx: {} }\nvolumes: { redis-1-data: {} }\n',
  );
  expect(found.map(({ place }) => place)).toEqual(['compose.yml:3:3', 'compose.yml:5:3']);
  expect(found.map(({ message }) => message.split(' ')[0])).toEqual([
    'services.nginx',
    'volumes.redis-1-data',
  ]);
});

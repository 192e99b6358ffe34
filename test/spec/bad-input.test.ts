import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateCommand } from '../../src/commands/generate.ts';
import { components } from '../../src/components/index.ts';
import { StackError, type Diagnostic } from '../../src/errors.ts';
import { isPrintableLine } from '../../src/spec/scalars.ts';
import { parseSpec } from '../../src/spec/parse.ts';

const folder = join(import.meta.dirname, 'bad-input');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function complaints(input: string | Uint8Array): readonly Diagnostic[] {
  try {
    parseSpec(input, { file: 'stack.yaml', components });
  } catch (error) {
    if (error instanceof StackError && error.code === 'usage') return error.diagnostics;
    throw error;
  }
  return [];
}

function lineOf({ place, message, hint }: Diagnostic): string {
  return `${place ?? '-'}: ${message}${hint === undefined ? '' : `\n    hint: ${hint}`}`;
}

/** Nothing is written, and nothing thrown that is not for the user. */
async function refusedUnwritten(input: string | Uint8Array): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-bad-'));
  try {
    writeFileSync(join(root, 'stack.yaml'), input);
    await expect(generateCommand({ directory: root })).rejects.toMatchObject({
      name: 'StackError',
      code: 'usage',
    });
    expect(readdirSync(root)).toEqual(['stack.yaml']);
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('a file of the corpus is refused whole', () => {
  test('with the words that stand in complaints.txt', async () => {
    const all = files.map((name) => {
      const found = complaints(readFileSync(join(folder, name)));
      return `---------- ${name}\n${found.map(lineOf).join('\n')}\n`;
    });
    await expect(all.join('\n')).toMatchFileSnapshot('./bad-input/complaints.txt');
  });

  test.each(files)('%s', async (name) => {
    const input = readFileSync(join(folder, name));
    const found = complaints(input);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) {
      expect(one.place).toMatch(/^stack\.yaml:\d+:\d+$/);
      expect(isPrintableLine(one.message), one.message).toBe(true);
      expect(one.message.length + (one.hint ?? '').length).toBeLessThan(400);
      expect(one.message).not.toMatch(/hunter2|undefined|\[object|the form the documentation describes/);
    }
    await refusedUnwritten(input);
  });
});

describe('what no text file shows', () => {
  const rows: [string, string | Uint8Array, RegExp][] = [
    ['a byte order mark', '\ufeffname: shop\n', /1:1: starts with a byte order mark.*\n.*without/],
    ['UTF-16', Buffer.from('\ufeffname: shop\n', 'utf16le'), /^stack\.yaml: holds bytes that are not UTF-8/],
    ['Latin-1', Buffer.from('name: shop # caf\xe9\n', 'latin1'), /not UTF-8/],
    ['an overlong encoding', new Uint8Array([...Buffer.from('name: '), 0xc0, 0xae]), /not UTF-8/],
    ['half of a pair, encoded', new Uint8Array([...Buffer.from('name: '), 0xed, 0xa0, 0x80]), /not UTF-8/],
    ['a NUL', 'name: shop\0\n', /1:11: the character \\u0000/],
    ['an escape sequence in a comment', 'name: shop # \u001b[2J\n', /1:14: the character \\u001b/],
    ['a carriage return alone', 'name: shop\rkafka: false\n', /1:11: the character \\u000d/],
    ['a delete', 'name: shop # \u007f\n', /1:14: the character \\u007f/],
    ['text turned round in a comment', '# \u2066admin\u2069\nname: shop\n', /1:3: the character \\u2066/],
    ['a tag character', 'name: shop # \u{e0041}\n', /1:14: the character \\u\{e0041\}/],
    ['more than 256 KiB', `name: shop\n#${'x'.repeat(300_000)}\n`, /larger than 262144 bytes/],
    ['a list of 30000 items', `name: shop\nkafka: { ports: [${'1,'.repeat(30_000)}] }`, /items, brackets/],
    [
      '6000 topics',
      `name: shop\nkafka:\n  topics:\n${lines(6000, (n) => `    t${String(n)}: 1`)}`,
      /more than 5000 items/,
    ],
    ['12000 lines', `name: shop\n${'\n'.repeat(12_000)}`, /has 12001 lines/],
    [
      'a text of 5000 characters',
      `name: ${'x'.repeat(5000)}`,
      /1:7: name is "x+… \(5000 characters\)": must have at most 4096/,
    ],
    [
      'a key of 300 characters',
      `name: shop\n${'x'.repeat(300)}: 1`,
      /2:1: the key x+… \(300 characters\) is too long/,
    ],
    ['15 levels of lists', `name: ${'['.repeat(15)}${']'.repeat(15)}`, /nested more than 12 levels/],
    ['9000 levels of lists', `name: ${'['.repeat(9000)}${']'.repeat(9000)}`, /nested too deeply/],
    ['300 levels of maps', lines(300, (n) => `${'  '.repeat(n)}a:`), /nested more than 12 levels/],
    ['100000 brackets', `name: ${'['.repeat(100_000)}`, /must have at most 20000/],
  ];

  test.each(rows)('%s', async (_what, input, words) => {
    const started = performance.now();
    const found = complaints(input).map(lineOf).join('\n');
    expect(found).toMatch(words);
    // A parser that is slow on purpose is an attack as well; a good one takes well under 100 ms.
    expect(performance.now() - started).toBeLessThan(5000);
    await refusedUnwritten(input);
  });

  test.each([
    ['line ends of Windows', 'name: shop\r\nredis:\r\n  memory: 64MiB\r\n'],
    ['tabs where no indent is', 'name:\tshop\t# a comment\nredis:\n  memory:\t64MiB\n'],
    ['no line end at the end', 'name: shop\nredis: { memory: 64MiB }'],
    ['JSON, which is YAML', '{"name":"shop","redis":{"memory":"64MiB"}}'],
    ['an end of the document', 'name: shop\nredis: 64MiB\n...\n'],
    ['a beginning of it', '---\nname: shop\nredis: 64MiB\n'],
    ['words of other languages in a comment', '# Größe, 大きさ, 😀\nname: shop\nredis: 64MiB\n'],
  ])('but %s is good', (_what, input) => {
    expect(parseSpec(input, { file: 'stack.yaml', components })).toEqual(
      parseSpec('name: shop\nredis: 64MiB\n', { file: 'stack.yaml', components }),
    );
  });
});

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}

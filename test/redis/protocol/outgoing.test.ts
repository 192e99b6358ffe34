import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Outgoing, type Argument } from '../../../src/redis/protocol/outgoing.ts';

const argument: fc.Arbitrary<Argument> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.bigInt(),
  fc.uint8Array({ maxLength: 50 }),
  fc.uint8Array({ minLength: 2048, maxLength: 2060 }),
  fc.constantFrom('x'.repeat(3000), 'ä'.repeat(3000), '\ud800', 'a\r\nb'),
);

test('encodes any words as Redis reads them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(argument, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
      (commands) => {
        const out = new Outgoing();
        for (const words of commands) out.add(words);
        const wanted = Buffer.concat(commands.map(plainly));
        expect(out.bytes).toBe(wanted.length);
        expect(bytesOf(out).equals(wanted)).toBe(true);
        expect(out.bytes).toBe(0);
      },
    ),
  );
});

test('names the numbers of Redis', () => {
  const out = new Outgoing();
  out.add(['ZADD', 'z', Infinity, 'a', -Infinity, 'b', 1.5, 'c']);
  expect(bytesOf(out).toString()).toMatch(/\r\ninf\r\n.*\r\n-inf\r\n.*\r\n1\.5\r\n/s);
});

test.each([[[]], [['GET', undefined]], [['SET', Buffer.alloc(4096), null]], [['GET', NaN]], [['GET', {}]]])(
  'refuses %j and appends nothing of it',
  (words) => {
    const out = new Outgoing();
    out.add(['PING']);
    expect(() => {
      out.add(words as Argument[]);
    }).toThrow(TypeError);
    expect(bytesOf(out).toString()).toBe('*1\r\n$4\r\nPING\r\n');
  },
);

test('appends all of many commands, or nothing of them', () => {
  const out = new Outgoing();
  out.addAll([['PING'], ['SET', 'k', Buffer.alloc(3000, 'x')]]);
  const before = out.bytes;
  const bad = [['SET', 'k', Buffer.alloc(3000, 'y')], ['GET'], [undefined as unknown as string]];
  expect(() => {
    out.addAll(bad);
  }).toThrow(TypeError);
  expect(out.bytes).toBe(before);
  expect(
    bytesOf(out).equals(Buffer.concat([['PING'], ['SET', 'k', Buffer.alloc(3000, 'x')]].map(plainly))),
  ).toBe(true);
});

test('long texts go in pieces, whatever gathers with them', () => {
  const long = 'x'.repeat(9 * 1024 * 1024);
  const commands = [
    ['SET', 'a', long],
    ['MSET', 'b', long, 'ä', long, 'c', Buffer.from(long)],
    ['GET', 'a'],
    ['SET', long, long],
  ];
  const out = new Outgoing();
  for (const words of commands) out.add(words);
  const wanted = Buffer.concat(commands.map(plainly));
  expect(out.bytes).toBe(wanted.length);
  const pieces = out.take();
  const bytes = Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  );
  expect(bytes.equals(wanted)).toBe(true);
  // Otherwise a few values of a hundred megabytes would be more than one string holds.
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(2 * long.length);
});

test('a word that no server takes is refused, and nothing of its command is appended', () => {
  const out = new Outgoing();
  const most = 512 * 1024 * 1024;
  expect(() => {
    out.add(['SET', 'k', Buffer.alloc(most + 1)]);
  }).toThrow(RangeError);
  expect(() => {
    out.add(['SET', 'k', 'ä'.repeat(most / 2 + 1)]);
  }).toThrow(/at most 536870912 bytes, not 536870914/);
  expect(out.bytes).toBe(0);
  const largest = Buffer.alloc(most);
  out.add(['SET', 'k', largest]);
  expect(out.take().includes(largest)).toBe(true);
});

test('more words than there are headers prepared for', () => {
  const out = new Outgoing();
  const words = Array.from({ length: 500 }, (_, index) => `word${index}`);
  out.add(words);
  expect(bytesOf(out).equals(plainly(words))).toBe(true);
});

/** The protocol once more, without anything that makes it fast. */
function plainly(words: readonly Argument[]): Buffer {
  const parts = words.map((word) => {
    const bytes = word instanceof Uint8Array ? Buffer.from(word) : Buffer.from(String(word));
    return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

function bytesOf(out: Outgoing): Buffer {
  return Buffer.concat(
    out.take().map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  );
}

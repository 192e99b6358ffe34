import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RedisProtocolError, ReplyError } from '../../../src/redis/errors.ts';
import { examples } from './examples.ts';
import { cut, read, readText } from './reading.ts';

test.each(examples)('reads %j', (wire, value) => {
  expect(readText(wire).replies).toEqual([value]);
});

test('reads all examples the same, cut into two at every byte', () => {
  const bytes = Buffer.from(examples.map(([wire]) => wire).join(''));
  const values = examples.map(([, value]) => value);
  for (let place = 0; place <= bytes.length; place++)
    expect(read(cut(bytes, [place])).replies, `cut at ${place}`).toEqual(values);
});

test('reads all examples the same, a byte at a time', () => {
  const bytes = Buffer.from(examples.map(([wire]) => wire).join(''));
  const all = Array.from(bytes, (_, index) => index);
  expect(read(cut(bytes, all)).replies).toEqual(examples.map(([, value]) => value));
});

test('reads any mix of examples, cut anywhere', () => {
  const picks = fc.array(fc.integer({ min: 0, max: examples.length - 1 }), { maxLength: 40 });
  fc.assert(
    fc.property(picks, fc.array(fc.nat(4000), { maxLength: 12 }), (chosen, places) => {
      const rows = chosen.map((index) => examples[index]!);
      const bytes = Buffer.from(rows.map(([wire]) => wire).join(''));
      expect(read(cut(bytes, places)).replies).toEqual(rows.map(([, value]) => value));
    }),
    { numRuns: 300 },
  );
});

test('reads long texts, ASCII or not, whatever the chunk they are in', () => {
  const plain = 'a'.repeat(5000);
  const mixed = `${'ä'.repeat(3000)}€😀`;
  const wire = [plain, mixed, plain].map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`).join('');
  for (const places of [[], [6000], [7001], [100, 8000, 11_003]])
    expect(read(cut(Buffer.from(wire), places)).replies).toEqual([plain, mixed, plain]);
});

describe('shapes', () => {
  test('gives bytes as they are, and bytes of their own', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const wire = Buffer.concat([Buffer.from('*3\r\n$256\r\n'), all, Buffer.from('\r\n+simple\r\n:4\r\n')]);
    for (const place of [0, 5, 9, 100, 266, wire.length])
      expect(read(cut(wire, [place]), 'buffer').replies).toEqual([[all, Buffer.from('simple'), 4]]);
    expect(readText('$2\r\nhi\r\n+OK\r\n', 'buffer').replies).toEqual([Buffer.from('hi'), Buffer.from('OK')]);
  });

  test('gives no strings where none are wanted, and still every error', () => {
    const { replies } = readText('$2\r\nhi\r\n*2\r\n$1\r\na\r\n:1\r\n:5\r\n-ERR x\r\n', 'none');
    expect(replies).toEqual([null, [], 5, new ReplyError('ERR x')]);
  });
});

test('gives pushes apart from replies', () => {
  const { replies, pushes } = readText('+a\r\n>3\r\n+message\r\n$2\r\nch\r\n$1\r\nm\r\n+b\r\n');
  expect(replies).toEqual(['a', 'b']);
  expect(pushes).toEqual([['message', 'ch', 'm']]);
});

test('an error has its first word as code', () => {
  const codes = ['NOREPLICAS Not enough', 'READONLY', 'my own words', 'ERR x', 'NOSCRIPT No'];
  expect(codes.map((text) => new ReplyError(text).code)).toEqual([
    'NOREPLICAS',
    'READONLY',
    'ERR',
    'ERR',
    'NOSCRIPT',
  ]);
});

describe('ends in a protocol error', () => {
  test.each([
    ['an unknown type', '?x\r\n'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
    ['a bare LF', '+OK\n+OK\r\n\r\n+x\ry\r\n'],
    ['a CR without LF', '+O\rK\r\n'],
    ['no number', ':x\r\n'],
    ['an empty number', ':\r\n'],
    ['a number with a blank', ': 1\r\n'],
    ['a fraction as integer', ':1.5\r\n'],
    ['no length', '$\r\n'],
    ['a negative length', '$-2\r\n'],
    ['a negative length of a map', '%-1\r\n'],
    ['a bulk over 512 MB', '$536870913\r\n'],
    ['a length that no number holds', '$99999999999999999999\r\n'],
    ['an array over 2^31', '*4294967296\r\n'],
    ['a bulk longer than it said', '$2\r\nabc\r\n'],
    ['a bulk without its CR LF', '$2\r\nab$2\r\n'],
    ['a streamed string', '$?\r\n'],
    ['a streamed array', '*?\r\n'],
    ['a boolean', '#x\r\n'],
    ['a null with text', '_x\r\n'],
    ['a double', ',1,5\r\n'],
    ['a hexadecimal double', ',0x10\r\n'],
    ['a big number', '(12a\r\n'],
    ['a verbatim string without format', '=3\r\nabc\r\n'],
    ['a push inside a reply', '*1\r\n>1\r\n+x\r\n'],
    ['a push of nothing', '>0\r\n'],
    ['nesting without end', '*1\r\n'.repeat(513)],
    ['a line without end', `+${'x'.repeat(1024 * 1024 + 1)}`],
    ['a number of a million digits', `(${'1'.repeat(1_000_000)}\r\n`],
  ])('%s', (_, wire) => {
    expect(() => readText(wire)).toThrow(RedisProtocolError);
    const half = Math.floor(wire.length / 2);
    expect(() => read(cut(Buffer.from(wire), [1, half]))).toThrow(RedisProtocolError);
  });

  test('but what is just within the limits does not', () => {
    expect(readText('*1\r\n'.repeat(511) + '*0\r\n').replies).toHaveLength(1);
    expect(readText('$536870912\r\n').replies).toEqual([]);
  });
});

/** Bytes that look like replies, so that the fuzz gets deeper than the first one. */
const fragments = fc.oneof(
  fc.constantFrom(...examples.map(([wire]) => wire)),
  fc.constantFrom(
    '*3\r\n',
    '%1\r\n',
    '$5\r\n',
    '>2\r\n',
    '|1\r\n',
    '\r\n',
    '$-1',
    ':',
    '-',
    '=4\r\n',
    '~9\r\n',
  ),
  fc.string({ maxLength: 6 }),
);

test('anything at all is replies or a protocol error, the same for every cut', () => {
  const places = fc.array(fc.nat(500), { maxLength: 6 });
  const rubbish = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.array(fragments, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''))),
  );
  fc.assert(
    fc.property(rubbish, places, (bytes, cuts) => {
      expect(outcome(cut(bytes, cuts))).toEqual(outcome([bytes]));
    }),
    { numRuns: 3000 },
  );
});

/** Everything that was read, or that it ended in the one error that it may end in. */
function outcome(chunks: readonly Buffer[]): unknown {
  try {
    return read(chunks);
  } catch (error) {
    expect(error).toBeInstanceOf(RedisProtocolError);
    return 'protocol error';
  }
}

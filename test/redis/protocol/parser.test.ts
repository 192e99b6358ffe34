import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RedisProtocolError, ReplyError } from '../../../src/redis/errors.ts';
import { broken } from './broken.ts';
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
  test.each(broken)('%s', (_, wire) => {
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

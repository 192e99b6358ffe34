import { expect, test } from 'vitest';
import { rdbFacts, refusal } from '../../../src/backup/stores/redis/check.ts';
import { assertSame } from '../../../src/backup/stores/redis/compare.ts';
import { countsIn, fieldsOf } from '../../../src/backup/stores/redis/info.ts';

test('keys with an expiry may have gone, no others, and none may be added', () => {
  const saved = { keys: 10, expires: 4 };
  expect(() => {
    assertSame(saved, { keys: 10, expires: 4 });
  }).not.toThrow();
  expect(() => {
    assertSame(saved, { keys: 7, expires: 1 });
  }).not.toThrow();
  expect(() => {
    assertSame(saved, { keys: 9, expires: 4 });
  }).toThrow(/9 keys, 4 of them/);
  expect(() => {
    assertSame(saved, { keys: 11, expires: 5 });
  }).toThrow();
});

test('contents count where no key has gone', () => {
  const saved = { keys: 10, expires: 4 };
  expect(() => {
    assertSame(saved, saved, ['a', 'b']);
  }).toThrow(/not the same contents/);
  expect(() => {
    assertSame(saved, { keys: 9, expires: 3 }, ['a', 'b']);
  }).not.toThrow();
});

test('counts are summed over all databases', () => {
  const printed = '# Keyspace\r\ndb0:keys=3,expires=1,avg_ttl=0\r\ndb4:keys=2,expires=2,avg_ttl=9\r\n';
  expect(countsIn(fieldsOf(printed))).toEqual({ keys: 5, expires: 3 });
});

test('what redis-check-rdb prints is read', () => {
  const printed = `[offset 26] AUX FIELD redis-ver = '8.0.2'
[offset 67] AUX FIELD used-mem = '1074384'
[offset 135] AUX FIELD repl-id = '5fb4'
[offset 151] AUX FIELD repl-offset = '16866'
[offset 172] \\o/ RDB looks OK! \\o/
[info] 12 keys read
[info] 3 expires
[info] 1 already expired`;
  expect(rdbFacts('REDIS0012', printed)).toEqual({
    rdbVersion: 12,
    server: 'redis',
    serverVersion: '8.0.2',
    replicationId: '5fb4',
    offset: 16_866,
    usedBytes: 1_074_384,
    keys: 12,
    expires: 3,
    expired: 1,
  });
});

/** Of `redis-check-rdb` 8.0, as it prints it. */
const refused = (error: string): string => `[offset 0] Checking RDB file dump.rdb
--- RDB ERROR DETECTED ---
[offset 9] ${error}
[additional info] While doing: start
[additional info] Reading type 0 (string)
[info] 0 keys read
[info] 0 expires
`;

test('tells a format of a later version from damage', () => {
  expect(refusal(refused("Can't handle RDB format version 99"))).toMatchObject({
    message: 'the RDB file has format version 99, which this server does not know',
    diagnostics: [],
  });
  const damaged = refusal(refused('Unexpected EOF reading RDB file'));
  expect(damaged.message).toBe('the RDB file is damaged: redis-check-rdb refuses it');
  expect(damaged.diagnostics[0]?.message).toBe('[offset 9] Unexpected EOF reading RDB file');
});

import { describe, expect, test } from 'vitest';
import { parseInfo } from '../../../src/components/redis/drill/info.ts';
import { Ledger } from '../../../src/components/redis/drill/ledger.ts';
import { evictionRisk } from '../../../src/components/redis/drill/risk.ts';

describe('the ledger', () => {
  function ledgerOf(...notes: readonly (readonly [key: number, sequence: number])[]): Ledger {
    const ledger = new Ledger();
    for (const note of notes) ledger.note(...note);
    return ledger;
  }

  test('nothing is lost when each key holds what was acknowledged last', () => {
    expect(ledgerOf([1, 1], [1, 5], [2, 3]).lost([1, 2], [5, 3])).toEqual([]);
  });

  test('a key that is gone, and one that holds an older value, have lost', () => {
    expect(ledgerOf([1, 1], [2, 3], [3, 9]).lost([1, 2, 3], [undefined, 3, 8])).toEqual([1, 3]);
  });

  test('a write whose answer never came may have landed', () => {
    expect(ledgerOf([1, 4]).lost([1], [6])).toEqual([]);
  });

  test('answers out of order do not lower what is owed', () => {
    expect(ledgerOf([1, 4], [1, 3]).lost([1], [3])).toEqual([1]);
  });

  test('what we removed ourselves is not owed, and its writes still count', () => {
    const ledger = ledgerOf([1, 1], [2, 1]);
    ledger.forget(1);
    expect(ledger.keys).toEqual([2]);
    expect(ledger.lost([1, 2], [undefined, 1])).toEqual([]);
    expect(ledger.acknowledged).toBe(2);
  });
});

test('INFO, as Redis 8.0 gives it', () => {
  const text = [
    '# Memory',
    'used_memory:100663296',
    'maxmemory:100663296',
    'maxmemory_policy:allkeys-lru',
    '# Persistence',
    'aof_rewrite_in_progress:1',
    'aof_rewrites:4',
    'aof_last_cow_size:41943040',
    '# Stats',
    'evicted_keys:7',
    'evicted_clients:3',
    'client_output_buffer_limit_disconnections:2',
    'sync_full:2',
    'master_repl_offset:4711',
    'tcp_port:6381',
    '# Keyspace',
    'db0:keys=12,expires=5,avg_ttl=1000,subexpiry=0',
    'db3:keys=1,expires=0,avg_ttl=0,subexpiry=0',
  ];
  expect(parseInfo(text.join('\r\n'))).toEqual({
    usedMemory: 100_663_296,
    maxmemory: 100_663_296,
    policy: 'allkeys-lru',
    evictedKeys: 7,
    cutClients: 5,
    rewriting: true,
    rewrites: 4,
    lastCopied: 41_943_040,
    fullSyncs: 2,
    writtenBytes: 4711,
    tcpPort: 6381,
    keys: 13,
    expiringKeys: 5,
  });
});

describe('what filling the memory could cost', () => {
  test.each([
    ['noeviction', undefined],
    ['allkeys-lru', 'Redis evicts by allkeys-lru: a full memory may push out any of your 13 keys'],
    [
      'volatile-ttl',
      'Redis evicts by volatile-ttl: a full memory may push out any of your 5 keys with a time to live',
    ],
  ] as const)('%s', (eviction, text) => {
    expect(evictionRisk({ eviction }, { keys: 13, expiringKeys: 5 })).toBe(text);
  });

  test('nothing where there is nothing that may go', () => {
    expect(evictionRisk({ eviction: 'volatile-lru' }, { keys: 13, expiringKeys: 0 })).toBeUndefined();
    expect(evictionRisk({ eviction: 'allkeys-random' }, { keys: 0, expiringKeys: 0 })).toBeUndefined();
  });
});

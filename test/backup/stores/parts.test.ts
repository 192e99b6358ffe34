import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { divideRdb, joinRdb } from '../../../src/backup/stores/redis/parts.ts';

describe('an RDB file in parts', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const read = (name: string): Buffer => readFileSync(join(directory, name));

  async function divided(content: Buffer): Promise<void> {
    writeFileSync(join(directory, 'dump.new'), content);
    await divideRdb(join(directory, 'dump.new'), directory);
    expect(readdirSync(directory).sort()).toEqual(['dump.body', 'dump.edges']);
  }

  /** As two of the same data differ: in what is said at the beginning, and so in the checksum at the end. */
  function rdb(written: number, data: Buffer): Buffer {
    const head = Buffer.from(`REDIS0012 ctime ${String(written)} `);
    const checksum = Buffer.alloc(8, written);
    return Buffer.concat([head, data, checksum]);
  }

  it.each([0, 5, 8, 9, 100, 4103, 4104, 4105, 100_000])(
    'comes back byte for byte: %i bytes of data',
    async (size) => {
      const whole = rdb(1, Buffer.alloc(size, 'key and value'));
      await divided(whole);
      await joinRdb(directory, 'dump.rdb');
      expect(readdirSync(directory)).toEqual(['dump.rdb']);
      expect(read('dump.rdb').equals(whole)).toBe(true);
    },
  );

  it('the larger part is the same for the same data, whenever it was written', async () => {
    const data = Buffer.alloc(100_000, 'key and value');
    await divided(rdb(1, data));
    const first = [read('dump.body'), read('dump.edges')];
    await divided(rdb(2, data));
    expect(read('dump.body').equals(first[0] ?? Buffer.alloc(0))).toBe(true);
    expect(read('dump.edges').equals(first[1] ?? Buffer.alloc(0))).toBe(false);
    expect(read('dump.edges').length).toBe(4096 + 8);
  });

  it('one that was kept whole stays as it is', async () => {
    writeFileSync(join(directory, 'dump.rdb'), 'whole');
    await joinRdb(directory, 'dump.rdb');
    expect(read('dump.rdb').toString()).toBe('whole');
    await joinRdb(join(directory, 'nowhere'), 'dump.rdb');
  });
});

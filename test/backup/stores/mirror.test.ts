import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PartitionSaved } from '../../../src/backup/manifest.ts';
import type { Batch } from '../../../src/backup/stores/kafka/batches.ts';
import { PartitionMirror } from '../../../src/backup/stores/kafka/mirror.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hf-mirror-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const none: PartitionSaved = { partition: 0, start: 0, next: 0, files: [] };
const batch = (baseOffset: number, text: string, records = 1): Batch => ({
  baseOffset,
  lastOffset: baseOffset + records - 1,
  records,
  producer: -1,
  transactional: false,
  control: false,
  bytes: Buffer.from(text),
});

async function opened(saved: PartitionSaved): Promise<PartitionMirror> {
  const mirror = new PartitionMirror(root, 't/0', saved);
  await mirror.recover();
  return mirror;
}

async function written(saved: PartitionSaved, ...batches: Batch[]): Promise<PartitionSaved> {
  const mirror = await opened(saved);
  await mirror.append(batches, (batches.at(-1)?.lastOffset ?? 0) + 1);
  await mirror.sync();
  return mirror.saved();
}

const contents = () =>
  readdirSync(join(root, 't/0')).map((name) => readFileSync(join(root, 't/0', name), 'utf8'));

test('a later run goes on behind the last note', async () => {
  const first = await written(none, batch(0, 'aa', 2));
  const second = await written(first, batch(2, 'bb'));
  expect(second).toMatchObject({ next: 3, files: [{ bytes: 4, records: 3, lastOffset: 2 }] });
  expect(contents()).toEqual(['aabb']);
});

test('what a killed run wrote behind its note is cut away', async () => {
  const first = await written(none, batch(0, 'aa'));
  appendFileSync(join(root, first.files[0]!.path), 'half a bat');
  writeFileSync(join(root, 't/0/00000000000000000099.batches'), 'of a run without a note');
  expect(await written(first, batch(1, 'bb'))).toMatchObject({ next: 2 });
  expect(contents()).toEqual(['aabb']);
});

test('a file that lost its end is read anew', async () => {
  const first = await written(none, batch(0, 'aa'), batch(1, 'bb'));
  truncateSync(join(root, first.files[0]!.path), 1);
  const mirror = await opened(first);
  expect(mirror.next).toBe(0);
  expect(readdirSync(join(root, 't/0'))).toEqual([]);
});

test('files whose records the topic has dropped go', async () => {
  const first = await written(none, batch(0, 'aa', 5));
  const mirror = await opened(first);
  await mirror.startAt(3);
  expect(mirror.saved()).toMatchObject({ start: 3, next: 5, files: [{ lastOffset: 4 }] });
  await mirror.startAt(7);
  expect(mirror.saved()).toMatchObject({ start: 7, next: 7, files: [] });
  expect(contents()).toEqual([]);
});

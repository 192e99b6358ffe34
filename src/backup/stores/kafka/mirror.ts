import { open, mkdir, readdir, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchFile, PartitionSaved } from '../../manifest.ts';
import { StackError } from '../../../errors.ts';
import type { Batch } from './batches.ts';

/** A file is closed at this size: the one that grows is read again by each backup, the others are not. */
const fullBytes = 16 * 1024 * 1024;

/**
 * One partition's batches as files. Appended to by each backup, so that the next one fetches only what is new; closed
 * files never change, so the repository takes each of them once.
 */
export class PartitionMirror {
  readonly #root: string;
  readonly #folder: string;
  readonly partition: number;
  #start: number;
  #next: number;
  #files: BatchFile[];
  #handle: FileHandle | undefined;
  #added = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(root: string, folder: string, saved: PartitionSaved) {
    this.#root = root;
    this.#folder = folder;
    this.partition = saved.partition;
    this.#start = saved.start;
    this.#next = saved.next;
    this.#files = [...saved.files];
  }

  get next(): number {
    return this.#next;
  }

  /** Records that this run has added. */
  get added(): number {
    return this.#added;
  }

  saved(): PartitionSaved {
    return { partition: this.partition, start: this.#start, next: this.#next, files: this.#files };
  }

  /**
   * What a run that was broken off wrote behind the last note is cut away, files nobody knows of are removed, and a file
   * that lost its end to a power cut is read anew, with all behind it.
   */
  async recover(): Promise<void> {
    const directory = join(this.#root, this.#folder);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const sizes = await sizesIn(directory, this.#folder);
    const damaged = this.#files.findIndex(({ path, bytes }) => (sizes.get(path) ?? 0) < bytes);
    if (damaged !== -1) {
      this.#files = this.#files.slice(0, damaged);
      this.#next = (this.#files.at(-1)?.lastOffset ?? this.#start - 1) + 1;
    }
    const known = new Map(this.#files.map((file) => [file.path, file]));
    for (const [path, size] of sizes) {
      const file = known.get(path);
      if (file === undefined) await rm(join(this.#root, path));
      else if (size > file.bytes) await truncate(join(this.#root, path), file.bytes);
    }
  }

  /** Forgets what the topic itself no longer has. */
  async startAt(start: number): Promise<void> {
    this.#start = start;
    this.#next = Math.max(this.#next, start);
    const gone = this.#files.filter(({ lastOffset }) => lastOffset < start);
    this.#files = this.#files.filter(({ lastOffset }) => lastOffset >= start);
    for (const { path } of gone) await rm(join(this.#root, path), { force: true });
  }

  /** Writes batches, and moves on to `next`, past those that were not worth keeping. */
  async append(batches: readonly Batch[], next: number): Promise<void> {
    await this.#alone(() => this.#append(batches, next));
  }

  async #append(batches: readonly Batch[], next: number): Promise<void> {
    const fresh = batches.filter(({ baseOffset }) => baseOffset >= this.#next || this.#isFirst());
    if (fresh.length > 0) await this.#write(fresh);
    this.#next = Math.max(this.#next, next);
  }

  /** The first batch of all may begin below the first record that the topic still has. */
  #isFirst(): boolean {
    return this.#files.length === 0;
  }

  async #write(batches: readonly Batch[]): Promise<void> {
    const file = await this.#open(batches[0]?.baseOffset ?? this.#next);
    const bytes = Buffer.concat(batches.map((batch) => batch.bytes));
    const records = batches.reduce((sum, batch) => sum + batch.records, 0);
    await file.handle.writeFile(bytes);
    this.#added += records;
    this.#files[this.#files.length - 1] = {
      path: file.entry.path,
      bytes: file.entry.bytes + bytes.length,
      records: file.entry.records + records,
      lastOffset: batches.at(-1)?.lastOffset ?? file.entry.lastOffset,
    };
  }

  async #open(baseOffset: number): Promise<{ handle: FileHandle; entry: BatchFile }> {
    let entry = this.#files.at(-1);
    if (entry === undefined || entry.bytes >= fullBytes) {
      await this.#close();
      entry = { path: `${this.#folder}/${pad(baseOffset)}.batches`, bytes: 0, records: 0, lastOffset: -1 };
      this.#files.push(entry);
    }
    this.#handle ??= await open(join(this.#root, entry.path), 'a', 0o600);
    return { handle: this.#handle, entry };
  }

  /** On the disk, before anything says that it is there. */
  async sync(): Promise<void> {
    await this.#alone(() => this.#close());
  }

  /** A note is taken while other brokers' answers still come in. */
  #alone(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    await handle.sync();
    await handle.close();
  }
}

function pad(offset: number): string {
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new StackError('no', `Kafka gave the impossible offset ${String(offset)}`);
  return String(offset).padStart(20, '0');
}

async function sizesIn(directory: string, folder: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(directory);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return new Map(names.map((name, index) => [`${folder}/${name}`, sizes[index] ?? 0]));
}

import { StackError } from '../../errors.ts';
import { snapshotFolder } from '../config.ts';
import type { Listed, Manifest } from '../manifest.ts';
import { runChild, type ChildOptions, type ChildResult } from './child.ts';
import { noRoom } from './files.ts';
import { listedOf, tagsOf, type Snapshot } from './snapshots.ts';

export interface RepositoryOptions {
  readonly repository: string;
  readonly keyFile: string;
  /** Where restic may keep what it fetched, for an address that is far. */
  readonly cache: string;
  /** How many restic may use; one unless said, because the stores serve on the others. */
  readonly cores?: number;
}

type RunOptions = Pick<ChildOptions, 'cwd' | 'onLine' | 'onBytes'>;

/** restic's exit codes (its manual, "Scripting"). */
const noRepository = 10;
const locked = 11;
const wrongKey = 12;

/**
 * A restic repository: storage, deduplication, encryption and integrity are restic's. Each call is a process of its own,
 * of which half a second goes into the key, so there are few calls.
 */
export class Repository {
  readonly #options: RepositoryOptions;

  constructor(options: RepositoryOptions) {
    this.#options = options;
  }

  /**
   * Saves what lies in `directory` under the name that every snapshot has, and makes the repository when there is none;
   * `more` is for restic.
   */
  async save(
    directory: string,
    manifest: Manifest,
    say: (text: string) => void,
    more: readonly string[] = [],
  ): Promise<void> {
    const words = [
      'backup',
      '--json',
      '--host',
      manifest.stack,
      ...more,
      ...tagsOf(manifest),
      snapshotFolder,
    ];
    const options = { cwd: directory, onLine: progressOf('packing', say) };
    const first = await this.#locking(words, options);
    if (first.exitCode !== noRepository) {
      this.#assertGood(first, 'written');
      return;
    }
    await this.#make(say);
    this.#assertGood(await this.#locking(words, options), 'written');
  }

  /** Finds out whether there is a repository that the key opens, and makes one where there is none. */
  async open(say: (text: string) => void): Promise<void> {
    const { exitCode, ...rest } = await this.#run(['cat', 'config', '--no-lock']);
    if (exitCode === noRepository) await this.#make(say);
    else this.#assertGood({ exitCode, ...rest }, 'read');
  }

  async #make(say: (text: string) => void): Promise<void> {
    say('making the repository');
    this.#assertGood(await this.#run(['init']), 'made');
  }

  /** Every backup, the oldest first; none where there is no repository yet. */
  async list(): Promise<readonly Listed[]> {
    const result = await this.#run(['snapshots', '--json', '--no-lock', '--tag', 'holdfast']);
    if (result.exitCode === noRepository) return [];
    this.#assertGood(result, 'read');
    const snapshots = JSON.parse(result.stdout) as readonly Snapshot[];
    return snapshots.map(listedOf).sort((a, b) => (a.takenAt < b.takenAt ? -1 : 1));
  }

  /** Unpacks a backup below `target`, or those of its folders that are named; each file is checked while it is read. */
  async unpack(
    backup: Listed,
    target: string,
    folders: readonly string[] = [],
    { say, more = [] }: { readonly say?: (text: string) => void; readonly more?: readonly string[] } = {},
  ): Promise<void> {
    const only = folders.flatMap((folder) => ['--include', `/${snapshotFolder}/${folder}`]);
    const words = ['restore', '--no-lock', ...more, backup.snapshot, '--target', target, ...only];
    const result =
      say === undefined
        ? await this.#run(words)
        : await this.#run([...words, '--json'], { onLine: progressOf('unpacking', say) });
    this.#assertGood(result, 'unpacked');
  }

  /** Reads every byte of a backup, and checks it, without writing it anywhere. */
  async readThrough(backup: Listed, onBytes: (count: number) => void): Promise<void> {
    const words = ['dump', '--no-lock', '--archive', 'tar', backup.snapshot, `/${snapshotFolder}`];
    this.#assertGood(await this.#run(words, { onBytes }), 'read');
  }

  /** Notes that a backup was proven by a restore. */
  async markVerified(backup: Listed): Promise<void> {
    this.#assertGood(await this.#locking(['tag', '--add', 'verified', backup.snapshot]), 'marked');
  }

  /** Removes backups, and what no other needs. */
  async remove(backups: readonly Listed[]): Promise<void> {
    if (backups.length === 0) return;
    const ids = backups.map(({ snapshot }) => snapshot);
    this.#assertGood(await this.#locking(['forget', '--prune', ...ids]), 'thinned out');
  }

  /** Whoever holds a lock of restic's is dead: our own lock is above it. */
  async unlock(): Promise<void> {
    await this.#run(['unlock']);
  }

  /** For what takes a lock; one that is in the way goes then, and not before: nearly no backup needs that process. */
  async #locking(words: readonly string[], options?: RunOptions): Promise<ChildResult> {
    const first = await this.#run(words, options);
    if (first.exitCode !== locked) return first;
    await this.unlock();
    return this.#run(words, options);
  }

  async #run(words: readonly string[], options: RunOptions = {}): Promise<ChildResult> {
    const { repository, keyFile, cache, cores = 1 } = this.#options;
    const local = repository.startsWith('/');
    return runChild('restic', [...(local ? ['--no-cache'] : ['--cache-dir', cache]), ...words], {
      ...options,
      env: {
        RESTIC_REPOSITORY: repository,
        RESTIC_PASSWORD_FILE: keyFile,
        TMPDIR: '/backup/tmp',
        // MiB, the least there is: each pack is flushed as a whole, and holds up the stores' own writes as long.
        RESTIC_PACK_SIZE: '4',
        // It shares its limit with what reads the stores.
        GOMEMLIMIT: '110MiB',
        GOGC: '25',
        GOMAXPROCS: String(cores),
        ...credentials(),
      },
    });
  }

  #assertGood(result: ChildResult, what: string): void {
    if (result.exitCode === 0) return;
    throw this.#explain(result, what);
  }

  #explain({ exitCode, stderr }: ChildResult, what: string): StackError {
    const { repository } = this.#options;
    const words = stderr
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .slice(-6);
    const diagnostics = words.map((message) => ({ message }));
    if (/no space left on device/i.test(stderr)) return noRoom();
    if (exitCode === wrongKey)
      return new StackError('no', `the key does not open the repository ${repository}`, {
        hint: 'put the key that it was made with back into stack/.local/secrets/backup-key; docs/restoring.md says where copies belong',
      });
    if (exitCode === noRepository)
      return new StackError('no', `there is no repository at ${repository}`, {
        hint: 'holdfast backup makes it with the first backup',
      });
    if (exitCode === locked)
      return new StackError('no', `another process works on the repository ${repository}`, {
        diagnostics,
        hint: 'try again when it is done',
      });
    if (/permission denied|read-only file system/i.test(stderr))
      return new StackError('no', `the repository ${repository} cannot be written to`, {
        diagnostics,
        hint: 'its directory must belong to uid 10001: sudo chown -R 10001:10001 DIRECTORY',
      });
    return new StackError('no', `the repository could not be ${what}: it is damaged, or cannot be reached`, {
      diagnostics,
      hint: 'docs/restoring.md, "A damaged repository"; the live stack is not touched by it',
    });
  }
}

/** Of a repository that is far, as restic's own variables (from compose.override.yaml). */
function credentials(): Record<string, string> {
  const known = /^(?:AWS|B2|AZURE|GOOGLE|OS|ST|RCLONE|RESTIC_REST)_/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      known.test(name) && value !== undefined ? [[name, value] as const] : [],
    ),
  );
}

/** What restic says of how far it is, in our words. */
function progressOf(verb: string, say: (text: string) => void): (line: string) => void {
  return (line) => {
    if (!line.startsWith('{"message_type":"status"')) return;
    const { percent_done: share = 0 } = JSON.parse(line) as { readonly percent_done?: number };
    say(`${verb} ${(share * 100).toFixed(0)} %`);
  };
}

import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeNames } from '../adopt/compose-names.ts';
import { replaceWhole } from '../bundle/write/disk.ts';
import { digestsPath, localDirectory } from '../bundle/write/paths.ts';
import { leftoversIn } from '../bundle/write/survey.ts';
import { specFile } from './spec-file.ts';

export const nothingToDo = 'Nothing to do: the bundle is what the spec says.';

const notePath = `${localDirectory}/unchanged.json`;

/** A run that had nothing left to do, and all that decided it. */
interface Note {
  readonly build: string;
  readonly name: string;
  /** Of the certificates that builds trust, which come from the environment. */
  readonly certificates: string;
  /** Path -> mode and SHA-256 of every file that was read or written; null for one that was not there. */
  readonly files: Readonly<Record<string, string | null>>;
}

/**
 * The name of the stack when the last run left nothing to do and every file it read or wrote is the same still:
 * then there is nothing to do now either, and reading a hundred files is far cheaper than to parse, plan and render.
 * Undefined whenever that is not certain.
 */
export function unchangedStack(directory: string, build: string | undefined): string | undefined {
  if (build === undefined) return undefined;
  try {
    const note = JSON.parse(readFileSync(join(directory, notePath), 'utf8')) as Note;
    const same =
      note.build === build &&
      note.certificates === certificates() &&
      Object.entries(note.files).every(([path, print]) => fingerprint(join(directory, path)) === print);
    const { journal, staging, locks } = leftoversIn(directory);
    return same && !journal && staging.length + locks.length === 0 ? note.name : undefined;
  } catch {
    return undefined;
  }
}

/** Notes a run after which nothing was left to do. `read` and `written` are paths below the directory. */
export function noteUnchanged(
  directory: string,
  build: string | undefined,
  { name, read, written }: { name: string; read: readonly string[]; written: readonly string[] },
): void {
  if (build === undefined) return;
  const paths = new Set([specFile, ...composeNames, ...read, ...written, digestsPath]);
  const files = Object.fromEntries([...paths].map((path) => [path, fingerprint(join(directory, path))]));
  const note: Note = { build, name, certificates: certificates(), files };
  try {
    replaceWhole(join(directory, notePath), `${JSON.stringify(note)}\n`, 0o600);
  } catch {
    // The next run takes the long way.
  }
}

/** A symbolic link has no fingerprint: what it points to may be anything. */
function fingerprint(path: string): string | null {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  if (!status.isFile()) throw new Error(`${path} is not a plain file`);
  return `${(status.mode & 0o777).toString(8)} ${sha256(readFileSync(path))}`;
}

function certificates(): string {
  try {
    return sha256(readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? ''));
  } catch {
    return '';
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

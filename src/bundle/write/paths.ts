import { StackError } from '../../errors.ts';

/** Where the writer keeps its own notes. All paths are relative to the directory of stack.yaml, with `/`. */
export const stackDirectory = 'stack';
export const localDirectory = 'stack/.local';
export const digestsPath = 'stack/.local/digests.json';
/** Committed with the bundle: tells a fresh clone, or one that has pulled, which files nobody edited. */
export const sharedDigestsPath = 'stack/holdfast.digests.json';
export const journalPath = 'stack/.local/commit.json';
export const lockPath = 'stack/.local/lock';

const stagingPattern = /^\.staging-\d+$/;

export function stagingDirectory(pid: number): string {
  return `${stackDirectory}/.staging-${String(pid)}`;
}

export function isStagingName(name: string): boolean {
  return stagingPattern.test(name);
}

/** The lock itself, and what a killed process leaves while it takes one: `lock.<pid>`, `lock.stale-<pid>`. */
export function isLockName(name: string): boolean {
  return /^lock(\.(stale-)?\d+)?$/.test(name);
}

/** True for what never leaves this machine: identity, secrets, settings with a password inside. */
export function isLocal(path: string): boolean {
  return path.startsWith(`${localDirectory}/`);
}

/** The directories above a path, outermost first: `a/b/c` gives `a`, `a/b`. */
export function parentsOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/**
 * Refuses a path that could leave the directory or mean something else on another file system. The spec's grammar
 * already keeps such names out; a journal read back from disk has passed no grammar.
 *
 * @throws StackError `usage`
 */
export function assertInside(path: string): void {
  const unsafe = path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  if (!unsafe && !/[\\:\u0000-\u001f\u007f]/.test(path)) return;
  throw new StackError('usage', `The path ${JSON.stringify(path)} does not stay inside the directory.`, {
    hint: 'File names come from names in stack.yaml: use letters, digits and hyphens there.',
  });
}

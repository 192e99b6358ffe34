import { posix } from 'node:path';

/** A path written in a file of `directory`, or undefined when it is none of this project's: absolute, a home, a URL. */
export function pathWithin(root: string, directory: string, path: string): string | undefined {
  if (path === '' || /^[/~]|^[a-z+]+:\/\/|^[A-Za-z]:[\\/]|\uFFFC|\0/.test(path)) return undefined;
  const joined = posix.join(directory, path);
  const relative = posix.relative(root, joined);
  return relative === '..' || relative.startsWith('../') ? undefined : joined;
}

export function directoryOf(path: string): string {
  return posix.dirname(path);
}

export function baseName(path: string): string {
  return posix.basename(path);
}

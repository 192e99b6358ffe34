import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import { largestSpecBytes } from '../spec/text.ts';

export const specFile = 'stack.yaml';

/**
 * The bytes of a directory's stack.yaml, at most one more than the parser takes: whoever points the name at something
 * endless gets an answer as well.
 *
 * @throws StackError `usage` when there is none, or what is there is no file that can be read
 */
export function readSpecFile(directory: string): Uint8Array {
  const descriptor = open(directory);
  try {
    if (!fstatSync(descriptor).isFile()) throw notAFile(directory);
    return readAtMost(descriptor, largestSpecBytes + 1);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws StackError `usage` when there is no such directory to write a spec into */
export function assertDirectory(directory: string): void {
  if (isDirectory(directory)) return;
  throw new StackError('usage', `there is no directory ${directory}`, { hint: 'make it first' });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function open(directory: string): number {
  try {
    // Without O_NONBLOCK a named pipe would be waited for.
    return openSync(join(directory, specFile), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw unreadable(directory, cause);
  }
}

function readAtMost(descriptor: number, most: number): Uint8Array {
  const bytes = Buffer.alloc(most);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, bytes, length, most - length, null);
    length += read;
    if (read === 0 || length === most) return bytes.subarray(0, length);
  }
}

function notAFile(directory: string): StackError {
  return new StackError('usage', `${specFile} in ${directory} is not a file`, {
    hint: 'move it away; holdfast init writes one to start from',
  });
}

function unreadable(directory: string, cause: unknown): StackError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StackError('usage', `there is no ${specFile} in ${directory}`, {
      hint: 'holdfast init writes one to start from; -C names another directory',
      cause,
    });
  }
  return new StackError('usage', `${specFile} in ${directory} cannot be read (${code})`, {
    hint: 'check who owns it and what it is',
    cause,
  });
}

import { createHash } from 'node:crypto';
import { StackError } from '../../errors.ts';
import { digestsPath } from './paths.ts';

/** Path -> SHA-256 of the content that was generated there: what tells a user's edit from our own older text. */
export type Digests = ReadonlyMap<string, string>;

export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Sorted, so that the same bundle gives the same bytes. */
export function printDigests(digests: Digests): string {
  const sorted = [...digests].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, files: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

/**
 * @throws StackError `usage` when the text is not what printDigests wrote. Guessing would either overwrite edits
 * or call everything edited, so a person decides.
 */
export function parseDigests(text: string): Digests {
  const files = filesOf(text);
  if (files === undefined) {
    throw new StackError('usage', `${digestsPath} cannot be read.`, {
      hint: 'Remove it and run generate again: files that differ are then kept, the new ones land beside as .new.',
    });
  }
  return new Map(files);
}

function filesOf(text: string): [string, string][] | undefined {
  try {
    const { files } = JSON.parse(text) as { files?: unknown };
    if (typeof files !== 'object' || files === null) return undefined;
    const entries = Object.entries(files as Record<string, unknown>);
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? entries
      : undefined;
  } catch {
    return undefined;
  }
}

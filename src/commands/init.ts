import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { replaceWhole } from '../bundle/write/disk.ts';
import { explaining } from '../bundle/write/failure.ts';
import { StackError } from '../errors.ts';
import { defaultSpec } from '../spec/default-spec.ts';
import { assertDirectory, specFile } from './spec-file.ts';

export interface InitOutcome {
  readonly path: string;
  /** The stack's name, from the directory's. */
  readonly name: string;
}

/**
 * Writes a commented stack.yaml.
 *
 * @throws StackError `usage` when there is one: it is the user's work
 */
export function init({ directory }: { readonly directory: string }): InitOutcome {
  assertDirectory(directory);
  if (existsSync(join(directory, specFile))) {
    throw new StackError('usage', `${specFile} is already here.`, { hint: 'Edit it, or remove it first.' });
  }
  return writeDefaultSpec(directory);
}

/** The default spec, whole or not at all. */
export function writeDefaultSpec(directory: string): InitOutcome {
  const name = stackNameOf(directory);
  explaining(() => {
    replaceWhole(join(directory, specFile), defaultSpec(name), 0o644);
  });
  return { path: specFile, name };
}

export function renderInitOutcome(outcome: InitOutcome): string[] {
  return [
    `Wrote ${outcome.path} for a stack named ${outcome.name}.`,
    'Next: edit it, or run generate as it is.',
  ];
}

/** A directory's name made into a stack's name: `^[a-z][a-z0-9-]{0,30}$`. */
export function stackNameOf(directory: string): string {
  const name = basename(resolve(directory))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 31)
    .replace(/-+$/, '');
  return name === '' ? 'stack' : name;
}

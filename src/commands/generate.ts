import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adopt, linesToPaste } from '../adopt/adopt.ts';
import { clashes } from '../adopt/clashes.ts';
import { findComposeFile, projectNameOf, readProject } from '../adopt/find.ts';
import { includesStack } from '../adopt/includes.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { hidesSecrets, ignoreLists } from '../bundle/dockerignore.ts';
import { compareBundle, isInterrupted, recoverBundle, writeBundle } from '../bundle/write.ts';
import { isDrift, type FileChange } from '../bundle/write/diff.ts';
import { replaceWhole } from '../bundle/write/disk.ts';
import { buildId } from '../build-id.ts';
import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import { writeDefaultSpec } from './init.ts';
import type { Outcome } from './outcome.ts';
import { assertDirectory, specFile } from './spec-file.ts';
import { assertNameIsOurs } from './namesake.ts';
import { bundleOf, loadStack, type Stack } from './stack.ts';
import { warnAtOnce } from './at-once.ts';
import { renderChanges } from './changes.ts';
import { noteUnchanged } from './unchanged.ts';

export interface GenerateOptions {
  readonly directory: string;
  readonly check?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly adopt?: boolean | undefined;
  /** Refuse a Compose file of the user's that the stack is no part of: `up` would start only theirs. */
  readonly mustJoin?: boolean | undefined;
  /** Asked, where an identity is made, whether the name is free. Absent when the caller has asked already. */
  readonly engine?: (() => Promise<Pick<Engine, 'containers' | 'volumes'>>) | undefined;
}

/** The user's own Compose file, when one was there before us. */
interface Existing {
  readonly file: string;
  readonly text: string;
}

/**
 * Spec to bundle. With `check` or `dryRun` nothing is written, and the answer is no (exit 1) for `check` when the
 * directory is not what the spec says; otherwise it is no only when a file the user edited kept a new one out.
 *
 * @param loaded the stack when the caller has it already: a second load of a first run would draw other secrets
 * @throws StackError `usage` for a bad spec or names that clash with the user's own, `no` when it does not fit
 */
export async function generateCommand(options: GenerateOptions, loaded?: Stack): Promise<Outcome> {
  const { directory } = options;
  const readOnly = options.check === true || options.dryRun === true;
  const notes = readOnly ? [] : prepare(directory);
  const stack = loaded ?? (await loadStack(directory));
  const existing = existingProject(directory);
  const bundle = withoutOuter(bundleOf(stack), existing);
  if (existing !== undefined) assertNoClashes(directory, existing, bundle);
  assertSecretsStayOut(directory, bundle);
  if (readOnly) return compared(directory, bundle, options);
  if (options.mustJoin === true && existing !== undefined) assertJoined(directory, existing);
  if (options.engine !== undefined && stack.identityIsNew) await assertNameIsFree(stack, options.engine);
  const { changes } = writeBundle(directory, bundle);
  const adopted = existing === undefined ? [] : joinProject(directory, existing, options.adopt === true);
  const good = !changes.some(({ kind }) => kind === 'beside' || kind === 'edited');
  const settled = good && adopted.length === 0 && !changes.some(({ kind }) => kind === 'left');
  if (settled) note(directory, stack, bundle, existing);
  return {
    good,
    data: { name: stack.plan.name, changes: changes.map(named) },
    lines: [...notes, ...renderChanges(changes, stack.plan.name), ...warnAtOnce(changes), ...adopted],
  };
}

/** An identity made over volumes that have one would lock the stack out of them. No engine, nothing to ask. */
async function assertNameIsFree(
  stack: Stack,
  connect: () => Promise<Pick<Engine, 'containers' | 'volumes'>>,
): Promise<void> {
  try {
    await assertNameIsOurs(stack, await connect());
  } catch (error) {
    if (!(error instanceof StackError && error.code === 'engine')) throw error;
  }
}

/** Finishes what a killed run left, and writes the first spec where there is none. */
function prepare(directory: string): string[] {
  assertDirectory(directory);
  const recovered = recoverBundle(directory);
  const notes = recovered === 'completed' ? ['Finished what an interrupted run had begun.'] : [];
  if (existsSync(join(directory, specFile))) return notes;
  const { name } = writeDefaultSpec(directory);
  return [...notes, `There was no ${specFile}: wrote a commented one for a stack named ${name}.`];
}

function note(directory: string, { plan }: Stack, { files }: Bundle, existing: Existing | undefined): void {
  const read = existing === undefined ? [] : readProject(directory, existing.file).map(({ path }) => path);
  const written = files.map(({ path }) => path);
  noteUnchanged(directory, buildId, { name: plan.name, read, written });
}

function compared(directory: string, bundle: Bundle, options: GenerateOptions): Outcome {
  const changes = compareBundle(directory, bundle);
  const drift = isDrift(changes) || isInterrupted(directory);
  const data = { drift, changes: changes.map(named) };
  const lines = drift
    ? renderChanges(changes, undefined, options.dryRun === true)
    : ['The bundle is what the spec says.'];
  return { good: options.check !== true || !drift, data, lines };
}

function named({ path, kind }: FileChange) {
  return { path, kind };
}

/** A Compose file of the user's; one that we wrote includes the stack and is the user's as well by now. */
function existingProject(directory: string): Existing | undefined {
  const file = findComposeFile(directory);
  if (file === undefined) return undefined;
  const text = readProject(directory, file).find(({ path }) => path === file)?.text ?? '';
  return { file, text };
}

function withoutOuter(bundle: Bundle, existing: Existing | undefined): Bundle {
  return existing === undefined
    ? bundle
    : { files: bundle.files.filter(({ path }) => path !== 'compose.yaml') };
}

function assertNoClashes(directory: string, { file }: Existing, bundle: Bundle): void {
  const ours = bundle.files.find(({ path }) => path === 'stack/compose.yaml');
  const found = clashes(readProject(directory, file), Buffer.from(ours?.content ?? '').toString());
  if (found.length === 0) return;
  throw new StackError('usage', `${file} already has names that the stack needs; nothing was written`, {
    diagnostics: found,
    hint: 'rename yours, or leave the component out of the stack with false',
  });
}

/** The user's list of what a build leaves out is theirs to change: we only say what it lacks. */
function assertSecretsStayOut(directory: string, bundle: Bundle): void {
  for (const candidates of ignoreLists(bundle)) {
    const list = candidates.find((path) => existsSync(join(directory, path)));
    if (list === undefined || hidesSecrets(readFileSync(join(directory, list), 'utf8'))) continue;
    throw new StackError(
      'usage',
      `${list} would let the stack's secrets into your image; nothing was written`,
      {
        hint: `add the line stack/ to ${list}`,
      },
    );
  }
}

function assertJoined(directory: string, { file }: Existing): void {
  if (readProject(directory, file).some(({ text }) => includesStack(text))) return;
  throw new StackError('no', `${file} does not include the stack; nothing was started`, {
    hint: 'holdfast generate --adopt adds it; holdfast generate says what to add by hand',
  });
}

/** Says what to paste, or with --adopt inserts it; the rest of the user's file stays as it is. */
function joinProject(directory: string, { file, text }: Existing, inserting: boolean): string[] {
  if (includesStack(text)) return [];
  const name = projectNameOf(directory);
  if (!inserting) {
    const lines = linesToPaste(file, text, name).map((line) => `    ${line}`);
    return [
      '',
      `${file} was here before and is left alone. To join the stack to it, add:`,
      '',
      ...lines,
      '',
      'or run generate --adopt.',
    ];
  }
  const path = join(directory, file);
  if (lstatSync(path).isSymbolicLink()) {
    throw new StackError('usage', `${file} is a symbolic link`, {
      hint: 'add the lines to the file it points to by hand',
    });
  }
  replaceWhole(path, adopt(file, text, name), 0o644);
  return [`Added the stack to ${file}.`];
}

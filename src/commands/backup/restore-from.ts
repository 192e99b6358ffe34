import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { places } from '../../backup/config.ts';
import { outcomeOf } from '../../backup/outcome.ts';
import { loadAssets } from '../../bundle/load-assets.ts';
import { identityPath, parseIdentityRecord, secretsDirectory } from '../../bundle/identity-files.ts';
import { StackError } from '../../errors.ts';
import { inBox } from '../../restore/box.ts';
import { readProject } from '../../roll/wanted.ts';
import { backupContext } from './context.ts';
import { generateCommand } from '../generate.ts';
import { assertNameIsOurs } from '../namesake.ts';
import { buildMissing } from '../images.ts';
import type { Outcome } from '../outcome.ts';
import { optionsFor, type Here, type RestoreFlags } from './restore-here.ts';
import { restore } from './restore.ts';
import { specFile } from '../spec-file.ts';
import { loadStack } from '../stack.ts';

export interface FromFlags extends RestoreFlags {
  readonly from?: string;
  readonly key?: string;
}

const keySecret = 'backup-key';
/** Built from the package as it is, without any store's tools: enough to open a repository. */
const bootstrapImage = 'holdfast-backup:bootstrap';

/**
 * Starts a stack from nothing but a copy of its repository and the key: the spec, the identity and the secrets come out of
 * the newest backup, or the named one; then everything is built, filled and started.
 *
 * @throws StackError `usage` when the directory is not empty of a stack, `no` when key and repository do not belong together
 */
export async function restoreFrom(here: Here, flags: FromFlags): Promise<Outcome> {
  const { directory, engine, signal, terminal } = here;
  const { from, key } = flags;
  if (from === undefined || key === undefined)
    throw new StackError('usage', '--from and --key go together', {
      hint: 'holdfast restore --from ./repository --key ./backup-key',
    });
  if (existsSync(join(directory, specFile)) || existsSync(join(directory, 'stack')))
    throw new StackError('usage', `there is a stack in ${resolve(directory)} already; nothing was done`, {
      hint: 'run it in an empty directory; here, holdfast restore uses the stack’s own repository',
    });
  const repository = {
    type: 'bind',
    source: resolve(from),
    target: places.directory,
    readOnly: true,
  } as const;
  const files = await terminal.progress('opening the repository', async () => {
    await buildBootstrap(here);
    const result = await engine.run(bootstrapImage, ['backup-do', 'from', flags.id ?? 'latest'], {
      stack: 'bootstrap',
      memoryMiB: 256,
      scratch: places.volume,
      signal,
      mounts: [repository, { type: 'bind', source: resolve(key), target: places.key, readOnly: true }],
    });
    return (outcomeOf(result.stdout, result.stderr, result.exitCode) as { files: Record<string, string> })
      .files;
  });
  writeStack(directory, files, readFileSync(key));
  const stack = await loadStack(directory);
  await assertNameIsOurs(stack, engine);
  await generateCommand({ directory, mustJoin: true }, stack);
  const options = { directory, signal };
  await terminal.progress('building images', async (say) => {
    await buildMissing(engine, (await readProject(engine, options)).config, options, say);
  });
  // Asked before Compose makes them: where none of this name was, there is nothing to lose.
  const untouched = (await engine.volumes(stack.plan.name)).length === 0;
  await engine.compose(['create', 'backup-volume'], options);
  const context = backupContext(stack, engine, signal);
  if (context.config.repository === places.repository)
    await inBox(['adopt'], context, { mounts: [repository] });
  else if (context.target !== resolve(from)) throw elsewhere(context.config.repository);
  const given = untouched ? { ...flags, yes: stack.plan.name } : flags;
  return restore(context, context, await optionsFor(stack, here, given));
}

function elsewhere(repository: string): StackError {
  return new StackError('no', `this stack has its repository at ${repository}, which was not filled`, {
    hint: 'put the copy where backup.to in stack.yaml says, or change that line; then holdfast restore here',
  });
}

/** Only what a stack cannot do without: all the rest is generated from it. */
function writeStack(directory: string, files: Readonly<Record<string, string>>, key: Buffer): void {
  const content = (path: string): Buffer => Buffer.from(files[path] ?? '', 'base64');
  const record = parseIdentityRecord(content(identityPath).toString());
  if (record === undefined || files[specFile] === undefined)
    throw new StackError('no', 'the backup does not hold what a stack is made of', {
      hint: 'holdfast restore ID --from ... takes an older one',
    });
  const put = (path: string, bytes: Buffer, mode: number): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, path), bytes, { mode });
  };
  put(specFile, content(specFile), 0o644);
  for (const name of record.secrets.filter((secret) => secret !== keySecret))
    put(`${secretsDirectory}/${name}`, content(`${secretsDirectory}/${name}`), 0o444);
  put(`${secretsDirectory}/${keySecret}`, Buffer.from(key.toString().trim()), 0o444);
  put(identityPath, content(identityPath), 0o644);
}

async function buildBootstrap({ engine, signal }: Here): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    for (const { path, content, executable } of loadAssets().images.get('backup') ?? []) {
      mkdirSync(dirname(join(directory, 'backup', path)), { recursive: true });
      writeFileSync(join(directory, 'backup', path), content, { mode: executable ? 0o755 : 0o644 });
    }
    const service = { image: bootstrapImage, build: { context: 'backup' } };
    const project = { name: 'holdfast-bootstrap', services: { backup: service } };
    writeFileSync(join(directory, 'compose.yaml'), JSON.stringify(project));
    await engine.compose(['build', 'backup'], { directory, signal });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

import { resolve } from 'node:path';
import type { BackupConfig } from '../../backup/config.ts';
import { StackError } from '../../errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { readProject } from '../../roll/wanted.ts';
import type { BoxContext } from '../../restore/box.ts';
import { bundleOf, type Stack } from '../stack.ts';

interface ComposeConfig {
  readonly services?: Readonly<Record<string, { readonly image?: string }>>;
}

/**
 * What commands on backups share.
 *
 * @throws StackError `usage` when the spec has no backups; `imageOf` `engine` when Compose cannot read the project
 */
export function backupContext(stack: Stack, engine: Engine, signal: AbortSignal): BoxContext {
  const { directory, plan, spec } = stack;
  const settings = spec.components.get('backup') as { readonly to?: string } | undefined;
  const text = bundleOf(stack).files.find(({ path }) => path === 'stack/config/backup/backup.json')?.content;
  if (settings === undefined || text === undefined)
    throw new StackError('usage', 'this stack has no backups: stack.yaml says backup: false', {
      hint: 'take that line out, then holdfast up',
    });
  const { to } = settings;
  return {
    directory: resolve(directory),
    plan,
    engine,
    signal,
    config: JSON.parse(Buffer.from(text).toString()) as BackupConfig,
    target: to !== undefined && /^[./]/.test(to) ? resolve(directory, to) : undefined,
    imageOf: imagesIn(engine, directory, signal),
  };
}

/** Most commands need none: what they ask for runs in the container that is there. */
function imagesIn(
  engine: Engine,
  directory: string,
  signal: AbortSignal,
): (service: string) => Promise<string> {
  let project: Promise<ComposeConfig> | undefined;
  const read = async (): Promise<ComposeConfig> =>
    JSON.parse((await readProject(engine, { directory, signal })).config) as ComposeConfig;
  return async (service) => {
    const { services = {} } = await (project ??= read());
    const image = services[service]?.image;
    if (image !== undefined) return image;
    throw new StackError('no', `the project has no service ${service}`, {
      hint: 'holdfast up brings it up to date',
    });
  };
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import type { Bundle } from '../../../src/bundle/bundle.ts';

/** A service as Compose prints it once everything is resolved: what is compared of it. */
export interface Understood {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile?: string };
  readonly [other: string]: unknown;
}

export interface UnderstoodProject {
  readonly name: string;
  readonly services: Readonly<Record<string, Understood>>;
  readonly networks: Readonly<Record<string, { readonly name: string }>>;
  readonly volumes?: Readonly<Record<string, { readonly name: string }>>;
  readonly configs?: Readonly<Record<string, { readonly file: string }>>;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
}

/** Where the paths that Compose prints begin, in place of a temporary directory. */
export const bundleRoot = '/bundle';

/** Writes the bundle (without image contexts, which `config` does not look at) and asks Compose what it reads. */
export async function understoodByCompose({ files }: Bundle): Promise<UnderstoodProject> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-roundtrip-'));
  try {
    for (const { path, content } of files.filter((file) => !file.path.startsWith('stack/images/'))) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    const { stdout } = await execa('docker', ['compose', '--profile', '*', 'config', '--format', 'json'], {
      cwd: directory,
      // What a user's shell exports must not change what is understood.
      env: { HOME: '/from-the-environment', X: 'from-the-environment' },
    });
    return JSON.parse(stdout, (_key, value: unknown) => asWritten(value, directory)) as UnderstoodProject;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** `config` prints a Compose file again, in which a dollar sign is doubled. */
function asWritten(value: unknown, directory: string): unknown {
  if (typeof value !== 'string') return value;
  return value.replaceAll('$$', '$').replace(directory, bundleRoot);
}

/** What Compose must have read of it: its own file in our words, before any other program has looked at it. */
export function meantBy({ files }: Bundle): Omit<UnderstoodProject, 'name'> {
  const file = files.find(({ path }) => path === 'stack/compose.yaml');
  const meant = parse(Buffer.from(file?.content ?? '').toString(), (_key, value: unknown) =>
    asWritten(value, bundleRoot),
  ) as Omit<UnderstoodProject, 'name'>;
  const compared = Object.entries(meant.services).map(([name, service]) => [name, comparable(service)]);
  return {
    services: Object.fromEntries(compared) as UnderstoodProject['services'],
    networks: meant.networks,
    ...(meant.volumes === undefined ? {} : { volumes: meant.volumes }),
    ...(meant.configs === undefined ? {} : { configs: fromRoot(meant.configs) }),
    ...(meant.secrets === undefined ? {} : { secrets: fromRoot(meant.secrets) }),
  };
}

/** Without what other files add and what Compose writes in another form (sizes, times). */
function comparable(service: Understood): Understood {
  const { environment, labels, image, command, entrypoint, tmpfs, volumes, ports, healthcheck } = service;
  const test = (healthcheck as { test?: unknown } | undefined)?.test;
  const all = { environment, labels, image, command, entrypoint, tmpfs, volumes: bound(volumes), ports };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(test === undefined ? given : [...given, ['healthcheck', { test }]]);
}

/** A file of the bundle that is mounted as it is: Compose prints where it lies. */
function bound(volumes: unknown): unknown {
  if (!Array.isArray(volumes)) return volumes;
  return (volumes as readonly { readonly type?: string; readonly source?: string }[]).map((volume) =>
    volume.type === 'bind' && volume.source !== undefined
      ? { ...volume, source: posix.resolve(bundleRoot, 'stack', volume.source) }
      : volume,
  );
}

function fromRoot(files: Readonly<Record<string, { readonly file: string }>>) {
  const resolved = Object.entries(files).map(([key, { file }]) => [
    key,
    { file: `${bundleRoot}/stack/${file}` },
  ]);
  return Object.fromEntries(resolved) as Record<string, { file: string }>;
}

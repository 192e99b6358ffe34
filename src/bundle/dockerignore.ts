import { posix } from 'node:path';
import { parse } from 'yaml';
import type { Part } from '../component.ts';
import type { Bundle, BundleFile } from './bundle.ts';

/** What a build of the user's own directory leaves out unless its Dockerfile has a list beside it. */
export const ignorePath = '.dockerignore';

const text = `# Keeps the stack's settings and secrets out of the images that are built from this directory.
stack/
`;

/**
 * A build whose context is the directory of the spec holds stack/.local as well: one `COPY . .` would put every
 * secret into a layer. Yours once it is there.
 */
export function ignoreFile(parts: readonly Part[]): readonly BundleFile[] {
  const images = parts.flatMap(({ services }) => services).map(({ image }) => image);
  const exposed = images.some((image) => image.kind === 'local' && isHere(image.context));
  return exposed ? [{ path: ignorePath, content: text, mode: 0o644, owner: 'once' }] : [];
}

/** Where a user's own lists of what to leave out may stand, the one that BuildKit prefers first, by build. */
export function ignoreLists({ files }: Bundle): readonly (readonly string[])[] {
  if (!files.some(({ path }) => path === ignorePath)) return [];
  const compose = files.find(({ path }) => path === 'stack/compose.yaml')?.content ?? '';
  const { services } = parse(Buffer.from(compose).toString()) as ComposeBuilds;
  const dockerfiles = Object.values(services).flatMap(({ build }) =>
    build && isHere(posix.join('stack', build.context)) ? [build.dockerfile ?? 'Dockerfile'] : [],
  );
  return [...new Set(dockerfiles)].map((dockerfile) => [`${dockerfile}.dockerignore`, ignorePath]);
}

function isHere(path: string): boolean {
  return posix.normalize(path).replace(/\/$/, '') === '.';
}

interface ComposeBuilds {
  readonly services: Readonly<
    Record<string, { readonly build?: { readonly context: string; readonly dockerfile?: string } }>
  >;
}

/** Patterns that cover the secrets, without the slashes and stars around them that change nothing. */
const covering = new Set([
  '',
  '*',
  '**',
  'stack',
  '**/stack',
  'stack/.local',
  '**/.local',
  'stack/.local/secrets',
]);

/** Whether a list keeps the secrets out: the last of its lines that speaks of them decides, as for BuildKit. */
export function hidesSecrets(list: string): boolean {
  let hidden = false;
  for (const line of list.split('\n').map((one) => one.trim())) {
    const pattern = line
      .replace(/^!/, '')
      .replace(/^\.?\//, '')
      .replace(/(?:\/\*{0,2})+$/, '');
    if (line !== '' && !line.startsWith('#') && covering.has(pattern)) hidden = !line.startsWith('!');
  }
  return hidden;
}

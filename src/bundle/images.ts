import { createHash } from 'node:crypto';
import type { PartImage } from '../component.ts';
import type { Plan } from '../plan/plan.ts';
import type { Assets, BundleFile } from './bundle.ts';
import type { ComposeService } from './compose.ts';

/** The one secret of builds: certificates of this machine's proxy, for a Dockerfile that downloads over TLS. */
export const buildSecret = 'build-ca';

/**
 * The image a service runs and how it is built. The tag of our own images is a hash of the build context and its
 * arguments: Compose never rebuilds a tag that exists, so a changed context must have another one.
 */
export function imageOf(
  image: PartImage,
  plan: Plan,
  assets: Assets,
): Pick<ComposeService, 'image' | 'build'> {
  switch (image.kind) {
    case 'reference':
      return { image: image.reference };
    case 'local':
      return {
        image: `${plan.name}-${image.tag}`,
        build: {
          context: `../${image.context}`,
          ...(image.dockerfile === undefined ? {} : { dockerfile: image.dockerfile }),
        },
      };
    case 'built': {
      const reference = plan.images.get(image.component);
      return reference === undefined ? builtImage(image, assets) : { image: reference };
    }
  }
}

function builtImage(
  image: PartImage & { kind: 'built' },
  assets: Assets,
): Pick<ComposeService, 'image' | 'build'> {
  return {
    image: `holdfast-${image.context}:${contextHash(image, assets)}`,
    build: {
      context: `images/${image.context}`,
      ...(image.args === undefined ? {} : { args: { ...image.args } }),
      ...buildSecrets(image.context, assets),
    },
  };
}

/** Declared only where the Dockerfile mounts it: BuildKit leaves an id that nobody declares empty, without a word. */
function buildSecrets(context: string, assets: Assets): { secrets?: string[] } {
  const dockerfile = contextFiles(context, assets).find(({ path }) => path === 'Dockerfile');
  const ids = new TextDecoder().decode(dockerfile?.content).matchAll(/--mount=type=secret,id=([\w-]+)/g);
  const mounted = new Set([...ids].map(([, id = '']) => id));
  for (const id of mounted)
    if (id !== buildSecret) throw new Error(`images/${context} mounts the unknown secret '${id}'`);
  return mounted.size > 0 ? { secrets: [...mounted] } : {};
}

function contextHash(image: PartImage & { kind: 'built' }, assets: Assets): string {
  const hash = createHash('sha256').update(JSON.stringify(image.args ?? {}));
  for (const file of contextFiles(image.context, assets)) {
    hash
      .update(`${file.path}\0${String(file.executable)}\0${String(file.content.length)}\0`)
      .update(file.content);
  }
  return hash.digest('hex').slice(0, 12);
}

/** The build contexts that the services use, as files of the bundle. */
export function imageFiles(contexts: ReadonlySet<string>, assets: Assets): BundleFile[] {
  return [...contexts].sort().flatMap((context) =>
    contextFiles(context, assets).map((file) => ({
      path: `stack/images/${context}/${file.path}`,
      content: file.content,
      mode: file.executable ? (0o755 as const) : (0o644 as const),
      owner: 'generated' as const,
    })),
  );
}

function contextFiles(context: string, assets: Assets) {
  const files = assets.images.get(context);
  if (files === undefined) throw new Error(`the package has no image context '${context}'`);
  return files;
}

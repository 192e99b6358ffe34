import type { Engine } from '../engine/engine.ts';

interface ComposeConfig {
  readonly services?: Readonly<Record<string, ConfiguredService>>;
}

interface ConfiguredService {
  readonly image?: string;
  readonly build?: { readonly context?: string };
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Services to build, one for each distinct image. Our images carry a hash of their context in the tag, so one that
 * is there is up to date; a user's app has a fixed tag, so it is always built (from cache when nothing changed).
 * Services that are not of the stack are left to Compose.
 */
export function servicesToBuild(configJson: string, present: ReadonlySet<string>): readonly string[] {
  const chosen = new Map<string, string>();
  for (const { name, image, ours } of builtImages(configJson)) {
    if (!(ours && present.has(image)) && !chosen.has(image)) chosen.set(image, name);
  }
  return [...chosen.values()];
}

/** Every image of the stack that has a build. */
function builtImages(configJson: string): readonly { name: string; image: string; ours: boolean }[] {
  const { services = {} } = JSON.parse(configJson) as ComposeConfig;
  return Object.entries(services).flatMap(([name, { image, build, labels }]) => {
    if (!build || !image || !labels?.['holdfast.stack']) return [];
    return [{ name, image, ours: /[\\/]stack[\\/]images[\\/]/.test(build.context ?? '') }];
  });
}

/** Builds what is missing; returns the services built. `say` gets each step of the build. */
export async function buildMissing(
  engine: Engine,
  options: { readonly directory: string; readonly signal: AbortSignal },
  say: (text: string) => void,
): Promise<readonly string[]> {
  const config = await engine.compose(['config', '--format', 'json'], options);
  const present = await engine.images(builtImages(config).map(({ image }) => image));
  const services = servicesToBuild(config, present);
  if (services.length === 0) return [];
  say(services.join(', '));
  const onLine = (line: string): void => {
    const step = /^#\d+ (\[.+)/.exec(line)?.[1];
    if (step) say(step);
  };
  await engine.compose(['build', ...services], { ...options, onLine });
  return services;
}

import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';

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

/**
 * Builds what is missing; returns the services built. `say` gets each step of the build.
 *
 * @param config the project as Compose reads it, JSON
 */
export async function buildMissing(
  engine: Engine,
  config: string,
  options: { readonly directory: string; readonly signal: AbortSignal },
  say: (text: string) => void,
): Promise<readonly string[]> {
  const present = await engine.images(builtImages(config).map(({ image }) => image));
  const services = servicesToBuild(config, present);
  await build(engine, services, [], options, say);
  return services;
}

/** Builds services' images with some options of `docker compose build`, telling each step. */
async function build(
  engine: Engine,
  services: readonly string[],
  flags: readonly string[],
  options: { readonly directory: string; readonly signal: AbortSignal },
  say: (text: string) => void,
): Promise<void> {
  if (services.length === 0) return;
  say(services.join(', '));
  const onLine = (line: string): void => {
    const step = /^#\d+ (\[.+)/.exec(line)?.[1];
    if (step) say(step);
  };
  await engine.compose(['build', ...flags, ...services], { ...options, onLine });
}

/**
 * Gets the newest images there are: pulls what the spec names by reference, and builds all others on the newest base.
 * Where the base cannot be had from its registry, `note` is told, and the one that is here stays the base.
 *
 * @param anew installs every package anew; without it a build on the same base is what it was
 */
export function newestImages(anew: boolean, note: (line: string) => void): typeof buildMissing {
  return async (engine, config, options, say) => {
    const references = servicesToPull(config);
    if (references.length > 0) {
      say(`pulling ${references.join(', ')}`);
      await engine.compose(['pull', '--quiet', ...references], options);
    }
    const services = servicesToBuild(config, new Set());
    const before = await engine.imageIds(builtImages(config).map(({ image }) => image));
    const flags = anew ? ['--no-cache'] : [];
    try {
      await build(engine, services, ['--pull', ...flags], options, say);
    } catch (error) {
      if (!isWithoutBase(error)) throw error;
      note(`${firstBase(error)}: the base image that is here stays`);
      await build(engine, services, flags, options, say);
    }
    await engine.keepEqualImages(before);
    return services;
  };
}

/** BuildKit's words for a base image that its registry did not give (containerd's resolver). */
const withoutBase = /[^ ]+: failed to resolve source metadata for .*/;

function isWithoutBase(error: unknown): error is StackError {
  return error instanceof StackError && error.diagnostics.some(({ message }) => withoutBase.test(message));
}

function firstBase({ diagnostics }: StackError): string {
  const line = diagnostics
    .map(({ message }) => withoutBase.exec(message)?.[0])
    .find((text) => text !== undefined);
  return line ?? 'the base image cannot be pulled';
}

/** One service for each image of the stack that the spec names by reference. */
function servicesToPull(configJson: string): readonly string[] {
  const { services = {} } = JSON.parse(configJson) as ComposeConfig;
  const chosen = new Map<string, string>();
  for (const [name, { image, build: built, labels }] of Object.entries(services)) {
    if (image && !built && labels?.['holdfast.stack'] && !chosen.has(image)) chosen.set(image, name);
  }
  return [...chosen.values()];
}

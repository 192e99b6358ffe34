import type { ComposeOptions, Engine } from '../engine/engine.ts';
import type { Wanted } from './compare.ts';

interface ComposeConfig {
  readonly services?: Readonly<Record<string, { readonly image?: string }>>;
}

/** A project as Compose reads it: overrides merged, the user's own services included. */
export interface Project {
  /** The merged model, JSON. */
  readonly config: string;
  /** Lines of `SERVICE HASH`. */
  readonly hashes: string;
}

/** Two questions at the same time: each starts Compose anew, about 0.3 s. */
export async function readProject(
  engine: Pick<Engine, 'compose'>,
  options: ComposeOptions,
): Promise<Project> {
  const [config, hashes] = await Promise.all([
    engine.compose(['config', '--format', 'json'], options),
    engine.compose(['config', '--hash', '*'], options),
  ]);
  return { config, hashes };
}

/** What Compose would make of a project with the images that are here now. */
export async function wantedServices(
  engine: Pick<Engine, 'imageIds'>,
  { config, hashes }: Project,
): Promise<readonly Wanted[]> {
  const { services = {} } = JSON.parse(config) as ComposeConfig;
  const references = Object.values(services).flatMap(({ image }) => (image === undefined ? [] : [image]));
  const ids = await engine.imageIds([...new Set(references)]);
  return parseHashes(hashes).map(([service, hash]) => {
    const reference = services[service]?.image;
    return { service, hash, image: reference === undefined ? undefined : ids.get(reference) };
  });
}

function parseHashes(printed: string): readonly (readonly [service: string, hash: string])[] {
  return printed.split('\n').flatMap((line) => {
    const [service, hash] = line.trim().split(/\s+/);
    return service === undefined || hash === undefined ? [] : [[service, hash] as const];
  });
}

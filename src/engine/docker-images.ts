import type Docker from 'dockerode';
import type { ImageInspectInfo } from 'dockerode';

/** The image that each reference stands for now; those that are not here are left out. */
export async function imageIds(
  docker: Docker,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const images = await docker.listImages();
  // Whatever the types say, an image may have neither.
  const named = images.flatMap(({ Id, RepoTags, RepoDigests }) =>
    [...((RepoTags as string[] | null) ?? []), ...(RepoDigests ?? [])].map((name) => [name, Id] as const),
  );
  const ids = new Map(named);
  return new Map(
    references.flatMap((reference) => {
      const id = ids.get(reference) ?? ids.get(`${reference}:latest`);
      return id === undefined ? [] : [[reference, id] as const];
    }),
  );
}

/**
 * Gives each reference back to the image it stood for before, where the one it stands for now is the same but for what
 * Compose notes on it (the project that happened to build it): an image shared by two stacks would else be another one
 * after each build, and everything made from it be recreated for nothing.
 */
export async function keepEqualImages(docker: Docker, before: ReadonlyMap<string, string>): Promise<void> {
  const now = await imageIds(docker, [...before.keys()]);
  const rebuilt = [...before].filter(([reference, id]) => now.has(reference) && now.get(reference) !== id);
  for (const [reference, id] of rebuilt) {
    const [old, young] = await Promise.all(
      [docker.getImage(id), docker.getImage(reference)].map((one) => one.inspect()),
    );
    if (old === undefined || young === undefined || essence(old) !== essence(young)) continue;
    const colon = reference.lastIndexOf(':');
    const tagged = colon > reference.lastIndexOf('/');
    const [repo, tag] = tagged
      ? [reference.slice(0, colon), reference.slice(colon + 1)]
      : [reference, 'latest'];
    await docker.getImage(id).tag({ repo, tag });
  }
}

/** All that a container is made of. */
function essence({ RootFS, Config }: ImageInspectInfo): string {
  const { Labels, ...settings } = Config as Omit<typeof Config, 'Labels'> & {
    readonly Labels: Record<string, string> | null;
  };
  const labels = Object.entries(Labels ?? {}).filter(([name]) => !name.startsWith('com.docker.compose.'));
  return JSON.stringify([RootFS.Layers, settings, labels.sort()]);
}

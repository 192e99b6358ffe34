import type { EngineContainer } from '../engine/engine.ts';

/** A service as Compose would make it now. */
export interface Wanted {
  readonly service: string;
  /** Compose's own hash of all that it would give the container, overrides included. */
  readonly hash: string;
  /** Id of the image its reference stands for; undefined where the image has to be pulled first. */
  readonly image: string | undefined;
}

/** A service whose container is not what Compose would make of it now. */
export interface Change {
  readonly service: string;
  readonly because: 'its configuration is another' | 'its image is another';
}

/**
 * Which containers `docker compose up` would recreate: those made from another configuration, or from another image
 * (convergence.go of Compose compares the same two labels). The content of mounted files is in the configuration by the
 * label `holdfast.config`. Services without a container are no change: they are only started.
 */
export function compare(
  wanted: readonly Wanted[],
  containers: ReadonlyMap<string, EngineContainer>,
): readonly Change[] {
  return wanted.flatMap(({ service, hash, image }): Change[] => {
    const container = containers.get(service);
    if (container === undefined) return [];
    if (container.configHash !== hash) return [{ service, because: 'its configuration is another' }];
    const same = image === undefined || container.image === image;
    return same ? [] : [{ service, because: 'its image is another' }];
  });
}

import type { Mount } from '../facts/mounts.ts';
import { mountOver } from '../facts/mounts.ts';
import type { Service } from '../facts/service.ts';
import type { Loaded } from '../load.ts';
import { baseName, pathWithin } from '../paths.ts';
import type { Place } from '../place.ts';

/** The text of a configuration file that a service sees, and where each of its lines stands. */
export interface ConfigFile {
  /** The path inside the container. */
  readonly path: string;
  readonly text: string;
  readonly mount: Mount;
  /** The place of a line, counted from 0. */
  readonly placeOf: (line: number, column?: number) => Place;
}

/** The file at a path inside a container, when it is mounted from the project. */
export function configAt(service: Service, path: string, loaded: Loaded): ConfigFile | undefined {
  const mount = mountOver(service.mounts, path);
  if (mount === undefined) return undefined;
  return readMount(mount, path.slice(mount.target.replace(/\/+$/, '').length), path, loaded);
}

/** Every file mounted by itself, and those directly in a mounted folder, whose name matches. */
export function mountedConfigs(service: Service, name: RegExp, loaded: Loaded): readonly ConfigFile[] {
  return service.mounts.flatMap((mount) => {
    if (mount.content !== undefined || name.test(baseName(mount.target))) {
      const file = name.test(baseName(mount.target)) ? readMount(mount, '', mount.target, loaded) : undefined;
      if (file !== undefined) return [file];
    }
    return namesInside(mount, loaded)
      .filter((inside) => name.test(inside))
      .flatMap(
        (inside) =>
          readMount(mount, `/${inside}`, `${mount.target.replace(/\/+$/, '')}/${inside}`, loaded) ?? [],
      );
  });
}

function namesInside(mount: Mount, loaded: Loaded): readonly string[] {
  const folder = mount.type === 'bind' ? sourceOf(mount, '', loaded) : undefined;
  return folder === undefined ? [] : loaded.list(folder);
}

function readMount(mount: Mount, inside: string, path: string, loaded: Loaded): ConfigFile | undefined {
  const { content } = mount;
  if (content !== undefined) {
    // A block's text begins on the line below its indicator; anything else is on the line itself.
    const first = content.at.line + (content.block ? 1 : 0);
    const placeOf = (line: number): Place => ({ file: content.at.file, line: first + line, column: 1 });
    return { path, text: content.text, mount, placeOf };
  }
  const source = sourceOf(mount, inside, loaded);
  const text = source === undefined ? undefined : loaded.read(source);
  if (source === undefined || text === undefined) return undefined;
  return { path, text, mount, placeOf: (line, column = 1) => ({ file: source, line: line + 1, column }) };
}

function sourceOf(mount: Mount, inside: string, loaded: Loaded): string | undefined {
  if (mount.source === undefined || mount.type === 'volume' || mount.type === 'tmpfs') return undefined;
  return pathWithin(loaded.root, loaded.directoryOf(mount.at.file), `${mount.source}${inside}`);
}

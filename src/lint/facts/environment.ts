import type { Loaded } from '../load.ts';
import { pathWithin } from '../paths.ts';
import { asMap } from '../yaml/merge.ts';
import { dig, entriesOf, scalarAt, unknownMark, type Scalar, type Value } from '../yaml/value.ts';

/** A service's variables by name. */
export interface Environment {
  readonly values: ReadonlyMap<string, Scalar>;
  /** False when an `env_file` could not be read: what is not in `values` may be set all the same. */
  readonly whole: boolean;
}

/** `environment:` over the files of `env_file:`, as Compose puts them together. */
export function environmentOf(body: Value, loaded: Loaded): Environment {
  const values = new Map<string, Scalar>();
  let whole = true;
  for (const file of envFilesOf(body)) {
    const lines = readEnvFile(file, loaded);
    if (lines === undefined) whole = false;
    for (const [name, value] of lines ?? []) values.set(name, value);
  }
  const own = dig(body, 'environment');
  for (const [name, { places, value }] of entriesOf(own === undefined ? undefined : asMap(own))) {
    if (value.kind !== 'scalar') continue;
    const at = places.at(-1) ?? value.at;
    // A name alone takes its value from the shell, which we do not know.
    values.set(name, { ...value, at, text: value.empty ? unknownMark : value.text });
  }
  return { values, whole };
}

function envFilesOf(body: Value): readonly Scalar[] {
  const said = dig(body, 'env_file');
  const items = said === undefined ? [] : said.kind === 'list' ? said.items : [said];
  return items.flatMap((item) => {
    const path = item.kind === 'scalar' ? item : scalarAt(item, 'path');
    return path === undefined ? [] : [path];
  });
}

function readEnvFile(path: Scalar, loaded: Loaded): readonly (readonly [string, Scalar])[] | undefined {
  const inside = pathWithin(loaded.root, loaded.directoryOf(path.at.file), path.text);
  const text = inside === undefined ? undefined : loaded.read(inside);
  if (inside === undefined || text === undefined) return undefined;
  return parseEnvFile(text).map(({ name, value, line }) => [
    name,
    { kind: 'scalar', text: value, at: { file: inside, line, column: 1 }, empty: false, block: false },
  ]);
}

/** Lines `NAME=value` of an env file; quotes are taken off, comments and blank lines left out. */
export function parseEnvFile(text: string): readonly { name: string; value: string; line: number }[] {
  return text.split(/\r?\n/).flatMap((source, index) => {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/.exec(source) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'])(.*)\1/.exec(raw)?.[2];
    return [{ name, value: quoted ?? raw.replace(/\s+#.*$/, ''), line: index + 1 }];
  });
}

import { StackError } from '../errors.ts';
import { escapeText } from '../spec/diagnose.ts';
import { extendServices } from './extend.ts';
import { directoryOf, pathWithin } from './paths.ts';
import type { Variables } from './yaml/interpolate.ts';
import { merge } from './yaml/merge.ts';
import { parseYaml } from './yaml/parse.ts';
import { entriesOf, itemsOf, scalarsIn, type Mapping, type Value } from './yaml/value.ts';

/** How files are seen; a command gives the real ones, a test a map. Paths use `/`. */
export interface Files {
  /** The text of a file, or undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** The names in a directory; none when there is no such directory. */
  readonly list: (path: string) => readonly string[];
}

/** A Compose project as it is loaded, with everything that was read on the way. */
export interface Loaded {
  readonly model: Mapping;
  /** The directory in which the project lies; nothing outside it is read. */
  readonly root: string;
  /** Against which directory the paths of a file are resolved. */
  readonly directoryOf: (file: string) => string;
  /** Text of each file by path, for looking at the lines around a finding. */
  readonly texts: Map<string, string>;
  readonly read: (path: string) => string | undefined;
  readonly list: Files['list'];
  /** What could not be followed, one line each. */
  readonly notes: readonly string[];
}

/** More files than this are a circle or a mistake. */
const mostFiles = 100;

class Loader {
  readonly texts = new Map<string, string>();
  readonly notes: string[] = [];
  readonly directories = new Map<string, string>();
  readonly root: string;
  readonly files: Files;
  readonly variables: Variables;

  constructor(root: string, files: Files, variables: Variables) {
    this.root = root;
    this.files = files;
    this.variables = variables;
  }

  read = (path: string): string | undefined => {
    const text = this.texts.get(path) ?? this.files.read(path);
    if (text !== undefined) this.texts.set(path, text);
    return text;
  };

  /** One file with its includes and `extends` followed; undefined when it cannot be read. */
  load(file: string, directory: string, chain: readonly string[]): Mapping | undefined {
    const text = this.read(file);
    if (text === undefined) return undefined;
    if (chain.length + this.directories.size > mostFiles) throw refusal(file, 'includes too many files');
    this.directories.set(file, directory);
    const own = parseYaml(text, file, this.variables).reduce<Mapping | undefined>(
      (sum, document) => (sum === undefined ? document : merge(sum, document)),
      undefined,
    );
    if (own === undefined) return { kind: 'map', entries: new Map(), at: { file, line: 1, column: 1 } };
    const extended = extendServices(
      own,
      file,
      (path) => this.follow(path, directory, [...chain, file]),
      this.note,
    );
    return this.withIncludes(extended, directory, [...chain, file]);
  }

  note = (line: string): void => void this.notes.push(escapeText(line));

  private follow(path: string, directory: string, chain: readonly string[]): Mapping | undefined {
    const inside = pathWithin(this.root, directory, path);
    if (inside === undefined || chain.includes(inside)) return undefined;
    return this.load(inside, directoryOf(inside), chain);
  }

  private withIncludes(own: Mapping, directory: string, chain: readonly string[]): Mapping {
    const included = includedPaths(own.entries.get('include')?.value).flatMap((path) => {
      const model = this.follow(path, directory, chain);
      if (model === undefined) this.note(`include of ${path} is not followed`);
      return model === undefined ? [] : [model];
    });
    return [...included, own].reduce((base, over) => merge(base, over));
  }
}

/**
 * The files of one project as a single model: the first is the base, each further one is merged over it, as with
 * `docker compose -f a -f b`. `include` and `extends` are followed inside the directory of the first file.
 *
 * @throws StackError `usage` when a named file cannot be read, is not YAML, or is a bomb
 */
export function loadProject(paths: readonly string[], files: Files, variables: Variables): Loaded {
  const root = directoryOf(paths[0] ?? '.');
  const loader = new Loader(root, files, variables);
  const models = paths.map((path) => {
    const model = loader.load(path, root, []);
    if (model === undefined)
      throw refusal(path, 'cannot be read', 'it must be a plain file of at most 1 MiB');
    return model;
  });
  const [first, ...more] = models;
  if (first === undefined) throw new StackError('usage', 'no Compose file was named');
  const model = more.reduce((base, over) => merge(base, over), first);
  const { texts, notes, read } = loader;
  return {
    model,
    root,
    texts,
    notes,
    read,
    list: files.list,
    directoryOf: (file) => loader.directories.get(file) ?? root,
  };
}

function includedPaths(include: Value | undefined): readonly string[] {
  if (include === undefined) return [];
  const items = include.kind === 'list' ? itemsOf(include) : [include];
  return items.flatMap((item) => {
    const paths = entriesOf(item).find(([key]) => key === 'path')?.[1].value;
    return scalarsIn(item.kind === 'map' ? paths : item).map(({ text }) => text);
  });
}

function refusal(file: string, why: string, hint?: string): StackError {
  return new StackError('usage', `${escapeText(file)} ${why}`, hint === undefined ? {} : { hint });
}

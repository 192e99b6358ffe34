import type { Place } from '../place.ts';

/** One word or text of a file, where it stands. Variables are put in; see {@link unknownMark}. */
export interface Scalar {
  readonly kind: 'scalar';
  readonly text: string;
  readonly at: Place;
  /** Nothing was written, or `null` or `~`. */
  readonly empty: boolean;
  /** Written as a block (`|` or `>`): its first line is the line below the place. */
  readonly block: boolean;
  readonly tag?: MergeTag;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly at: Place;
  readonly tag?: MergeTag;
}

export interface Mapping {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Place;
  readonly tag?: MergeTag;
}

/** A key with every place it was written at, the first file's first, and the value that holds. */
export interface Entry {
  readonly places: readonly [Place, ...Place[]];
  readonly value: Value;
}

/** What a file says about merging with the file before it: `!reset` and `!override` of the Compose specification. */
export type MergeTag = 'reset' | 'override';

export type Value = Scalar | List | Mapping;

/** Stands for the part of a text that only a variable without value knows. */
export const unknownMark = '\uFFFC';

/** Whether all of a text is known. */
export function isKnown(text: string): boolean {
  return !text.includes(unknownMark);
}

/** The value at a path of keys, or undefined where any step is missing. */
export function dig(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((at, key) => entryOf(at, key)?.value, value);
}

export function entryOf(value: Value | undefined, key: string): Entry | undefined {
  return value?.kind === 'map' ? value.entries.get(key) : undefined;
}

/** The scalar at a path, when there is one and something is written there. */
export function scalarAt(value: Value | undefined, ...path: readonly string[]): Scalar | undefined {
  const found = dig(value, ...path);
  return found?.kind === 'scalar' && !found.empty ? found : undefined;
}

/** One scalar or a list of them, as the many keys of Compose that take both. */
export function scalarsIn(value: Value | undefined): readonly Scalar[] {
  if (value === undefined || value.kind === 'map') return [];
  if (value.kind === 'scalar') return value.empty ? [] : [value];
  return value.items.filter((item): item is Scalar => item.kind === 'scalar');
}

export function entriesOf(value: Value | undefined): readonly (readonly [string, Entry])[] {
  return value?.kind === 'map' ? [...value.entries] : [];
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

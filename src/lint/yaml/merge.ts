import { entriesOf, itemsOf, type Entry, type Mapping, type Scalar, type Value } from './value.ts';

/** Lists that a later file replaces instead of adding to (compose-spec, "Merge"). */
const replaced = new Set(['command', 'entrypoint', 'test']);

/** Keys that are written as a list of `NAME=value` or of names as well as a map. */
const mapLike = new Set(['environment', 'labels', 'depends_on', 'networks', 'sysctls']);

/**
 * One Compose model over another, as with several `-f` files and with `extends`: maps are merged key by key, lists are
 * joined, anything else is replaced; `!reset` takes away and `!override` replaces.
 */
export function merge(base: Mapping, over: Mapping): Mapping {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    if (entry.value.tag === 'reset') entries.delete(key);
    else entries.set(key, before === undefined ? entry : mergeEntry(key, before, entry));
  }
  return { ...base, entries };
}

function mergeEntry(key: string, before: Entry, after: Entry): Entry {
  const [first, ...more] = before.places;
  const places: Entry['places'] = [first, ...more, ...after.places];
  return { places, value: mergeValue(key, before.value, after.value) };
}

function mergeValue(key: string, before: Value, after: Value): Value {
  if (after.tag === 'override' || replaced.has(key)) return after;
  const [a, b] = mapLike.has(key) ? [asMap(before), asMap(after)] : [before, after];
  if (a.kind === 'map' && b.kind === 'map') return merge(a, b);
  if (a.kind === 'list' && b.kind === 'list') return { ...a, items: [...a.items, ...b.items] };
  return b.kind === 'scalar' && b.empty ? a : b;
}

/** `[A=1, B]` as `{ A: 1, B: }`, each entry where it stands in the list. */
export function asMap(value: Value): Value {
  if (value.kind !== 'list') return value;
  const entries = new Map<string, Entry>();
  for (const item of itemsOf(value)) {
    if (item.kind !== 'scalar') continue;
    const equals = item.text.indexOf('=');
    const name = equals === -1 ? item.text : item.text.slice(0, equals);
    const text = equals === -1 ? '' : item.text.slice(equals + 1);
    const scalar: Scalar = { ...item, text, empty: equals === -1 };
    entries.set(name, { places: [item.at], value: scalar });
  }
  return { kind: 'map', entries, at: value.at, ...(value.tag === undefined ? {} : { tag: value.tag }) };
}

/** The services of a model, by name. */
export function servicesIn(model: Mapping): readonly (readonly [string, Entry])[] {
  return entriesOf(model.entries.get('services')?.value);
}

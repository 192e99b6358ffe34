import { merge, servicesIn } from './yaml/merge.ts';
import { entryOf, scalarAt, type Entry, type Mapping, type Value } from './yaml/value.ts';

/** A service's `extends` may lead on this often. */
const longestChain = 20;

type LoadFile = (path: string) => Mapping | undefined;

/**
 * Every service with what it `extends` merged below it, from the same file or another. What cannot be followed is left
 * out with a note: the service's own keys are still worth judging.
 */
export function extendServices(
  model: Mapping,
  file: string,
  load: LoadFile,
  note: (line: string) => void,
): Mapping {
  const services = entryOf(model, 'services');
  if (services?.value.kind !== 'map') return model;
  const others = new Map<string, Mapping | undefined>();
  const loadOnce = (path: string): Mapping | undefined => {
    if (!others.has(path)) others.set(path, load(path));
    return others.get(path);
  };
  const entries = new Map<string, Entry>();
  for (const [name, entry] of servicesIn(model)) {
    const value = extendOne(entry.value, model, loadOnce, 0);
    if (value === undefined) note(`extends of ${name} in ${file} is not followed`);
    entries.set(name, { ...entry, value: value ?? entry.value });
  }
  const extended: Entry = { ...services, value: { ...services.value, entries } };
  return { ...model, entries: new Map([...model.entries, ['services', extended]]) };
}

/** Undefined when there is something to extend that cannot be followed. */
function extendOne(own: Value, model: Mapping, load: LoadFile, depth: number): Value | undefined {
  const said = entryOf(own, 'extends')?.value;
  if (said === undefined || own.kind !== 'map') return own;
  const name = said.kind === 'scalar' ? said.text : scalarAt(said, 'service')?.text;
  const path = scalarAt(said, 'file')?.text;
  const source = path === undefined ? model : load(path);
  const base = name === undefined ? undefined : entryOf(source?.entries.get('services')?.value, name)?.value;
  if (source === undefined || base?.kind !== 'map' || depth >= longestChain) return undefined;
  const whole = path === undefined ? extendOne(base, source, load, depth + 1) : base;
  return whole?.kind === 'map' ? merge(whole, own) : undefined;
}

import type { Counted } from './compare.ts';

/** Lines of `field:value`, as INFO prints them. */
export function fieldsOf(printed: string): ReadonlyMap<string, string> {
  return new Map(
    [...printed.matchAll(/^([a-z0-9_]+):(.*?)\r?$/gm)].map(([, key = '', value = '']) => [key, value]),
  );
}

/** Sums over all databases of INFO keyspace. */
export function countsIn(keyspace: ReadonlyMap<string, string>): Counted {
  const sum = (field: string): number =>
    [...keyspace]
      .filter(([name]) => /^db\d+$/.test(name))
      .reduce((total, [, text]) => total + Number(new RegExp(`${field}=(\\d+)`).exec(text)?.[1] ?? 0), 0);
  return { keys: sum('keys'), expires: sum('expires') };
}

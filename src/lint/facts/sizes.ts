import { isKnown } from '../yaml/value.ts';

const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** `512m`, `1gb`, `0.5G`, `1073741824` as bytes; Compose, Redis and the JVM all count in powers of two. Undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  if (!isKnown(text)) return undefined;
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtKMGT]?)(?:i?[bB])?\s*$/.exec(text) ?? [];
  const factor = unitBytes[unit.toLowerCase()];
  return number === '' || factor === undefined ? undefined : Number(number) * factor;
}

/** Bytes for people: `96 MiB`. */
export function showBytes(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes >= 1 ? `${String(Math.round(mebibytes))} MiB` : `${String(Math.round(bytes / 1024))} KiB`;
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `1m30s`, `500ms` as milliseconds; a bare number counts as `bare` milliseconds each (Nginx: 1000). */
export function parseDuration(text: string, bare?: number): number | undefined {
  if (!isKnown(text)) return undefined;
  if (/^\d+$/.test(text)) return bare === undefined ? undefined : Number(text) * bare;
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (unitMilliseconds[unit ?? ''] ?? 0),
    0,
  );
}

/** A whole number, or undefined for what is none or not known. */
export function parseCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}

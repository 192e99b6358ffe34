import { unprintable } from './scalars.ts';

/** Longer values are cut in messages: enough to recognise, too little to fill a terminal. */
const shownLength = 60;

const unprintables = new RegExp(unprintable.source, 'gu');

/** `stack.yaml:3:7`; lines and columns count from 1, as editors do. */
export function formatPlace(file: string, line: number, column: number): string {
  return `${escapeText(file)}:${line}:${column}`;
}

/** A path into the spec as a person writes it: `kafka.topics.orders`, `apps[0]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => text + formatStep(step, text === ''), '');
}

function formatStep(step: PropertyKey, first: boolean): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = shorten(escapeText(String(step)));
  if (!isPlainName(String(step))) return `["${name}"]`;
  return first ? name : `.${name}`;
}

/** Whether a name can stand in a dotted path without being taken for something else. */
function isPlainName(name: string): boolean {
  return /^[^\s.[\]"'`;,{}()]+(?:\.[^\s.[\]"'`;,{}()]+)*$/.test(name);
}

/** Text with everything a terminal would obey or hide written as `\u202e`. */
export function escapeText(text: string): string {
  return text.replaceAll(unprintables, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** What stands at `path`, fit for a message: quoted, escaped, shortened, and never a secret. */
export function showValue(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' && typeof value !== 'number') return 'something else';
  if (path.some(namesSecret) || looksSecret(String(value)))
    return 'a value not shown here, as it may be secret';
  return typeof value === 'string' ? `"${shorten(escapeText(value))}"` : String(value);
}

function shorten(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)}… (${text.length} characters)`;
}

function namesSecret(step: PropertyKey): boolean {
  return /pass|secret|token|credential|private|auth|(?:api|access|encryption)[-_.]?key/i.test(
    String(step).slice(0, 300),
  );
}

/** Credentials in a URL, PEM blocks, well-known token prefixes, and long random-looking words. */
function looksSecret(value: string): boolean {
  const text = value.slice(0, 4096);
  if (/:\/\/[^/\s@]*@|-----BEGIN|\b(?:AKIA|ASIA|gh[opsu]_|glpat-|xox[abp]-|sk-|eyJ)[A-Za-z0-9]/.test(text))
    return true;
  const words = text.match(/[A-Za-z0-9+/_=-]{20,}/g) ?? [];
  return words.some((word) => /\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word));
}

/** The candidate a typing error away from `word`, for "did you mean"; undefined when nothing is near. */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > shownLength) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = [...candidates]
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= limit && distance < name.length)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

/**
 * How many single-character insertions, deletions, replacements and swaps of neighbours lie between two words
 * (optimal string alignment, the restricted Damerau-Levenshtein distance).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const steps = [
        at(current, column - 1) + 1,
        at(last, column) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        ...(swapped ? [at(beforeLast, column - 2) + 1] : []),
      ];
      current.push(Math.min(...steps));
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

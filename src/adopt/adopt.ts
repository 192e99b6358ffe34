import { isMap, isScalar, isSeq } from 'yaml';
import type { Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { textValue } from '../bundle/yaml.ts';
import { StackError } from '../errors.ts';
import { includesStack, ourInclude, parseCompose } from './includes.ts';

/**
 * Puts the stack into a Compose file of the user's: an `include:` entry, and `name:` when there is none. The text is
 * edited at the places the parser reports, so that every comment, blank line and quote outside them stays as it is.
 * Adopting twice changes nothing. Pure.
 *
 * @param name the project's present name, see projectNameOf
 * @throws StackError `usage` when the text is not a Compose file
 */
export function adopt(path: string, text: string, name: string): string {
  if (includesStack(text) && parseCompose(path, text).has('name')) return text;
  const included = includesStack(text) ? text : withInclude(path, text);
  return parseCompose(path, included).has('name')
    ? included
    : withTopLines(path, included, `name: ${textValue(name)}`);
}

/** What to paste by hand: only what is missing. Pure. */
export function linesToPaste(path: string, text: string, name: string): string[] {
  const document = parseCompose(path, text);
  const lines = document.has('name') ? [] : [`name: ${textValue(name)}`];
  if (includesStack(text)) return lines;
  const extending = document.get('include', true) !== undefined;
  return [
    ...lines,
    extending ? `  - ${ourInclude}   # one more entry of your include:` : `include: [${ourInclude}]`,
  ];
}

function withInclude(path: string, text: string): string {
  const document = parseCompose(path, text);
  const include = document.get('include', true) as Node | undefined;
  if (include === undefined) return withTopLines(path, text, `include: [${ourInclude}]`);
  if (isSeq(include) && include.flow !== true && include.items.length > 0)
    return afterLastItem(text, include);
  return withFlowEntry(path, text, include, colonAfter(text, document.contents));
}

/** A new item below the last one of a block list, at the same indent. */
function afterLastItem(text: string, list: YAMLSeq): string {
  const first = list.range?.[0] ?? 0;
  const indent = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
  const end = (list.items.at(-1) as Node).range?.[1] ?? first;
  const lineEnd = text.indexOf('\n', end - 1);
  const newline = newlineOf(text);
  if (lineEnd === -1) return `${text}${newline}${indent}- ${ourInclude}${newline}`;
  return `${text.slice(0, lineEnd + 1)}${indent}- ${ourInclude}${newline}${text.slice(lineEnd + 1)}`;
}

/** A list in brackets, one string, or nothing. */
function withFlowEntry(path: string, text: string, include: Node, colon: number): string {
  const [start = 0, end = start] = include.range ?? [];
  const put = (from: number, to: number, entry: string) => `${text.slice(0, from)}${entry}${text.slice(to)}`;
  if (isSeq(include)) {
    const last = (include.items.at(-1) as Node | undefined)?.range?.[1];
    return last === undefined ? put(start + 1, start + 1, ourInclude) : put(last, last, `, ${ourInclude}`);
  }
  if (!isScalar(include)) throw notAList(path);
  // The parser places what is not there behind a comment; the entry belongs before it.
  if (start === end) return put(colon, colon, ` [${ourInclude}]`);
  if (include.value === null) return put(start, end, `[${ourInclude}]`);
  return put(start, end, `[${inBrackets(include, text.slice(start, end))}, ${ourInclude}]`);
}

/** Just behind the colon of `include:`. */
function colonAfter(text: string, contents: unknown): number {
  const pair = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === 'include')
    : undefined;
  return text.indexOf(':', (pair?.key as Node | undefined)?.range?.[1] ?? 0) + 1;
}

/** A string as it was written, unless brackets would give its characters another meaning. */
function inBrackets({ type, value }: Scalar, source: string): string {
  const quoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
  return quoted || (type === 'PLAIN' && !/[,[\]{}]/.test(source)) ? source : JSON.stringify(value);
}

function notAList(path: string): StackError {
  return new StackError('usage', `include in ${path} is neither a list nor a path.`, {
    hint: `Add ${ourInclude} to it by hand.`,
  });
}

/** Lines above the first key, and above the comment that belongs to that key. */
function withTopLines(path: string, text: string, lines: string): string {
  const document = parseCompose(path, text);
  const newline = newlineOf(text);
  if (!isMap(document.contents) || document.contents.items.length === 0) {
    const rest = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
    return `${rest.replace(/^\s*\{\s*\}\s*$/m, '')}${lines}${newline}`;
  }
  const key = startOf(document.contents);
  if (document.contents.flow === true) return `${text.slice(0, key)}${lines}, ${text.slice(key)}`;
  const at = topOf(text, key);
  return `${text.slice(0, at)}${lines}${newline}${text.slice(at)}`;
}

function startOf(map: YAMLMap): number {
  return (map.items[0]?.key as Node).range?.[0] ?? 0;
}

function topOf(text: string, key: number): number {
  let at = key;
  while (at > 0) {
    const previous = text.lastIndexOf('\n', at - 2) + 1;
    if (!text.slice(previous, at).startsWith('#')) break;
    at = previous;
  }
  return at;
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

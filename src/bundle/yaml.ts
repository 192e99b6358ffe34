import { Document, isMap, isPair, isScalar, stringify, type Pair, type YAMLMap } from 'yaml';

/** A top-level or nested comment: the path of keys it stands above, and its text. */
export type Comments = ReadonlyMap<string, string>;

/**
 * Prints a Compose file from an object, with comments above chosen keys (`services.redis-1`). Every literal `$` in
 * a value is doubled: Compose would take it for a variable. Keys are not interpolated.
 */
export function printCompose(head: string, model: object, comments: Comments): string {
  // Compose reads some text that YAML 1.2 leaves alone as YAML 1.1 did: 2024-01-01 as a date, 1_000 as a number. compat quotes it.
  const document = new Document(escapeDollars(model), { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  document.commentBefore = commentLines(head);
  for (const [path, text] of comments) comment(document, path.split('.'), text);
  return document.toString({
    lineWidth: 0,
    indent: 2,
    flowCollectionPadding: true,
    defaultStringType: 'PLAIN',
  });
}

/** A text as one value, in quotes where Compose would read it as something else: a stack may be called `null`. */
export function textValue(text: string): string {
  return stringify(text, { compat: 'yaml-1.1', lineWidth: 0 }).trimEnd();
}

function comment(document: Document, path: readonly string[], text: string): void {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) throw new Error(`no map at ${path.join('.')} to comment`);
  const key = pairOf(parent, path.at(-1) ?? '').key;
  if (!isScalar(key)) throw new Error(`no scalar key at ${path.join('.')}`);
  key.commentBefore = commentLines(text);
  key.spaceBefore = true;
}

function pairOf(map: YAMLMap, key: string): Pair {
  const pair = map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
  if (pair === undefined) throw new Error(`no key ${key} to comment`);
  return pair;
}

function commentLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ` ${line}`))
    .join('\n');
}

function escapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapeDollars(item)]));
}

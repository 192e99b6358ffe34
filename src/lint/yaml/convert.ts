import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { LineCounter, Node, Pair, Scalar as YamlScalar, YAMLMap } from 'yaml';
import { StackError } from '../../errors.ts';
import { escapeText, formatPlace } from '../../spec/diagnose.ts';
import type { Place } from '../place.ts';
import { interpolate, type Variables } from './interpolate.ts';
import type { Entry, Mapping, MergeTag, Scalar, Value } from './value.ts';

/** Where the nodes come from. */
export interface Origin {
  readonly file: string;
  readonly lines: LineCounter;
  readonly variables: Variables;
}

interface Context extends Origin {
  /** What was converted under each anchor so far; an alias shares it instead of copying it. */
  readonly anchors: Map<string, Value>;
  /** How many entries all mappings together have so far. */
  readonly entries: { count: number };
}

/** Compose files are nested less than ten levels. */
const deepest = 64;

/** No service has so many variables. */
const mostKeys = 2000;

/** Entries of all mappings of a file, those that merge keys bring counted each time: more is a bomb. */
const mostEntries = 200_000;

/**
 * The library's nodes as values of our own, aliases and merge keys followed.
 *
 * @throws StackError `usage` for an alias without an anchor before it, or nesting deeper than any Compose file's
 */
export function convert(node: Node, origin: Origin): Value {
  return toValue(node, { ...origin, anchors: new Map(), entries: { count: 0 } }, 0);
}

function toValue(node: Node | null, context: Context, depth: number): Value {
  if (depth > deepest) throw refusal(context, node, 'is nested too deeply to be read');
  if (isAlias(node)) return followAlias(node, context);
  const value = withoutAnchor(node, context, depth);
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined)
    context.anchors.set(node.anchor, value);
  return value;
}

function followAlias(node: Node & { source: string }, context: Context): Value {
  const value = context.anchors.get(node.source);
  if (value === undefined) throw refusal(context, node, 'this alias (*) has no anchor (&) before it');
  return value;
}

function withoutAnchor(node: Node | null, context: Context, depth: number): Value {
  const at = placeOf(node, context);
  const tag = mergeTag(node);
  if (isMap(node)) return { ...toMapping(node, at, context, depth), ...tag };
  if (isSeq(node)) {
    const items = node.items.map((item) => toValue(item as Node | null, context, depth + 1));
    return { kind: 'list', items, at, ...tag };
  }
  return { ...toScalar(isScalar(node) ? node : undefined, at, context), ...tag };
}

function toScalar(node: YamlScalar | undefined, at: Place, context: Context): Scalar {
  const source = typeof node?.value === 'string' ? node.value : '';
  const plain = node?.type === undefined || node.type === 'PLAIN';
  return {
    kind: 'scalar',
    text: interpolate(source, context.variables),
    at,
    empty: plain && ['', '~', 'null', 'Null', 'NULL'].includes(source),
    block: node?.type === 'BLOCK_LITERAL' || node?.type === 'BLOCK_FOLDED',
  };
}

/** Of a key written twice the last one holds; what a merge key brings gives way to both. */
function toMapping(map: YAMLMap, at: Place, context: Context, depth: number): Mapping {
  const own = new Map<string, Entry>();
  const merged: Value[] = [];
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const value = toValue(pair.value, context, depth + 1);
    if (!isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    if (key === '<<') merged.push(...(value.kind === 'list' ? value.items : [value]));
    else own.set(key, { places: [placeOf(pair.key, context)], value });
  }
  const entries = new Map(own);
  for (const source of merged) {
    if (source.kind !== 'map') continue;
    for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
  }
  context.entries.count += entries.size;
  if (entries.size > mostKeys) throw refusal(context, map, `a mapping of more than ${mostKeys} keys`);
  if (context.entries.count > mostEntries)
    throw refusal(context, map, 'grows without end when its aliases are followed');
  return { kind: 'map', entries, at };
}

function mergeTag(node: Node | null): { tag?: MergeTag } {
  const tag = (node as { tag?: string } | null)?.tag;
  if (tag === '!reset') return { tag: 'reset' };
  return tag === '!override' ? { tag: 'override' } : {};
}

function placeOf(node: Node | null, { file, lines }: Origin): Place {
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function refusal(context: Context, node: Node | null, message: string): StackError {
  const { file, line, column } = placeOf(node, context);
  return new StackError('usage', `${escapeText(file)} is no Compose file that can be read`, {
    diagnostics: [{ place: formatPlace(file, line, column), message }],
  });
}

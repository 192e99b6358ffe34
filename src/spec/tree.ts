import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { escapeText, formatPath, showValue } from './diagnose.ts';
import { finding } from './findings.ts';
import type { Finding } from './findings.ts';
import { unprintable } from './scalars.ts';

const deepest = 12;
const mostItems = 5000;
const longestText = 4096;
/** A Kafka topic's name may have 249 characters and is a key. */
const longestKey = 255;

/** Where a value stands, and its key when it has one. */
interface Placed {
  readonly key: number;
  readonly value: number;
}

/** The document as plain values, with the place of each, and everything wrong with its form. */
export interface Tree {
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Offset of the deepest thing that exists on the way to `path`. */
  offsetOf(path: readonly PropertyKey[], which?: 'key' | 'value'): number;
}

/**
 * YAML nodes to plain values, keeping only what a spec needs: maps with text keys, lists, text, numbers, booleans.
 * Maps have no prototype, and keys that could reach one (`__proto__`, `constructor`, `prototype`) are refused at
 * every level.
 */
export function readTree(root: Node | null): Tree {
  const reader = new TreeReader();
  const value = root === null ? null : reader.read(root, []);
  return {
    value,
    findings: reader.findings,
    offsetOf: (path, which = 'value') => reader.offsetOf(path, which),
  };
}

class TreeReader {
  readonly findings: Finding[] = [];
  readonly #places = new Map<string, Placed>();
  #items = 0;

  read(node: Node, path: readonly PropertyKey[], keyOffset = offset(node)): unknown {
    this.#places.set(placeKey(path), { key: keyOffset, value: offset(node) });
    if (++this.#items > mostItems) return this.#refuseBulk(node);
    this.#refuseExtras(node);
    // What a tag would have made of its value nobody knows; more complaints about it would only confuse.
    if (node.tag !== undefined) return refused;
    if (path.length > deepest) return this.#refuseDepth(node);
    if (isMap(node)) return this.#readMap(node as YAMLMap<Node, Node | null>, path);
    if (isSeq(node)) return this.#readList(node as YAMLSeq<Node>, path);
    return isScalar(node) ? this.#readScalar(node, path) : refused;
  }

  offsetOf(path: readonly PropertyKey[], which: 'key' | 'value'): number {
    for (let length = path.length; length >= 0; length--) {
      const place = this.#places.get(placeKey(path.slice(0, length)));
      if (place !== undefined) return place[which];
    }
    return 0;
  }

  #readMap(node: YAMLMap<Node, Node | null>, path: readonly PropertyKey[]): unknown {
    const map = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of node.items) {
      const name = this.#readKey(key, path, map);
      if (name === undefined) continue;
      map[name] = null;
      const at = offset(key);
      if (value === null) this.#places.set(placeKey([...path, name]), { key: at, value: at });
      else map[name] = this.read(value, [...path, name], at);
    }
    return map;
  }

  #readKey(key: Node, path: readonly PropertyKey[], map: object): string | undefined {
    this.#refuseExtras(key);
    if (!isScalar(key) || typeof key.value !== 'string') {
      this.#refuse(offset(key), 'a key must be plain text');
      return;
    }
    const name = key.value;
    const reason = refusedKey(name) ?? (Object.hasOwn(map, name) ? 'stands here a second time' : undefined);
    if (reason === undefined) return name;
    this.#refuse(offset(key), `the key ${formatPath([...path, name])} ${reason}`);
  }

  #readList(node: YAMLSeq<Node>, path: readonly PropertyKey[]): unknown {
    return node.items.map((item, index) => this.read(item, [...path, index]));
  }

  #readScalar(node: Scalar, path: readonly PropertyKey[]): unknown {
    const reason = typeof node.value === 'string' ? refusedText(node.value) : refusedNumber(node);
    if (reason !== undefined) {
      const shown = showValue(node.source ?? node.value, path);
      this.#refuse(offset(node), `${formatPath(path) || 'the document'} is ${shown}: ${reason}`);
      // A stand-in, so that the same value is not complained about twice.
      return refused;
    }
    return node.value;
  }

  #refuseExtras(node: Node): void {
    if (isAlias(node)) this.#refuse(offset(node), 'an alias (*) is not allowed', 'write the value out');
    else if (node.anchor !== undefined)
      this.#refuse(offset(node), 'an anchor (&) is not allowed', 'remove it');
    if (node.tag !== undefined) this.#refuse(offset(node), 'a tag (!) is not allowed', 'remove it');
  }

  #refuseDepth(node: Node): typeof refused {
    this.#refuse(offset(node), `is nested more than ${deepest} levels deep`);
    return refused;
  }

  /** Said once, not once for every item too many. */
  #refuseBulk(node: Node): typeof refused {
    if (this.#items === mostItems + 1) this.#refuse(offset(node), `has more than ${mostItems} items`);
    return refused;
  }

  #refuse(at: number, message: string, hint?: string): undefined {
    this.findings.push(finding(at, message, hint));
    return undefined;
  }
}

/** Takes the place of a value already refused; whoever validates reports nothing more about it. */
export const refused: unique symbol = Symbol('refused');

function refusedKey(name: string): string | undefined {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    return 'is not allowed at any level';
  if (name === '<<') return 'is not allowed: merge keys are not part of YAML 1.2';
  if (name.trim() === '') return 'is empty: a key must be text';
  if (unprintable.test(name)) return 'holds characters that cannot be seen';
  return name.length > longestKey ? `is too long: must have at most ${longestKey} characters` : undefined;
}

function refusedText(text: string): string | undefined {
  const found = unprintable.exec(text)?.[0];
  if (found !== undefined)
    return `must be one line without control or invisible characters (${escapeText(found)})`;
  return text.length > longestText ? `must have at most ${longestText} characters` : undefined;
}

/** Numbers that would not come back as they were written: 022, 1e309, 12345678901234567890. */
function refusedNumber({ value, source = '' }: Scalar): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (!Number.isFinite(value)) return 'must be a finite number';
  if (/^[-+]?0\d/.test(source)) return 'must be a number without leading zeros, or text in quotes';
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? 'must be a number below 2^53, or text in quotes'
    : undefined;
}

function offset(node: Node): number {
  return node.range?.[0] ?? 0;
}

function placeKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path);
}

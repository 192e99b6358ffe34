import { RedisError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';

/** A member of a sorted set. */
export interface Scored<T> {
  readonly member: T;
  readonly score: number;
}

/** RESP2 has no doubles: there a score comes as a string. */
export function numberOf(reply: Reply): number {
  return typeof reply === 'number' ? reply : numberIn(String(textOf(reply)));
}

export function numberOrNull(reply: Reply): number | null {
  return reply === null ? null : numberOf(reply);
}

/** An array, or a RESP3 set as one. */
export function listOf<T>(reply: Reply): T[] {
  if (reply instanceof Set) return [...reply] as T[];
  if (Array.isArray(reply)) return reply as T[];
  throw unexpected(reply);
}

/** A RESP3 map, or RESP2's row of keys and values as one. */
export function mapOf<K, V>(reply: Reply): Map<K, V> {
  if (reply instanceof Map) return reply as Map<K, V>;
  const row = listOf<K | V>(reply);
  const map = new Map<K, V>();
  for (let i = 0; i + 1 < row.length; i += 2) map.set(row[i] as K, row[i + 1] as V);
  return map;
}

/** Members with scores: RESP3 nests the pairs, RESP2 does not. */
export function scoredOf<T>(reply: Reply): Scored<T>[] {
  const row = listOf<Reply>(reply);
  const flat = Array.isArray(row[0]) ? row.flat() : row;
  const scored: Scored<T>[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2)
    scored.push({ member: flat[i] as T, score: numberOf(flat[i + 1] ?? null) });
  return scored;
}

export function isOne(reply: Reply): boolean {
  return reply === 1 || reply === true;
}

function textOf(reply: Reply): string | Buffer {
  if (typeof reply === 'string' || Buffer.isBuffer(reply)) return reply;
  throw unexpected(reply);
}

function numberIn(text: string): number {
  if (text === 'inf' || text === '+inf') return Infinity;
  return text === '-inf' ? -Infinity : Number(text);
}

function unexpected(reply: Reply): RedisError {
  const kind = reply === null ? 'null' : typeof reply;
  return new RedisError('UNEXPECTED', `a reply of another type than this command has: ${kind}`);
}

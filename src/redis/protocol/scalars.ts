import { RedisProtocolError } from '../errors.ts';
import { maxNumberBytes } from './limits.ts';

const integer = /^[+-]?\d+$/;
const double = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/;
const named: Readonly<Record<string, number>> = {
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  nan: NaN,
  '-nan': NaN,
};

/** A number where it is exact, a bigint where it would not be. */
export function readInteger(text: string): number | bigint {
  const value = readBigNumber(text);
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

export function readBigNumber(text: string): bigint {
  if (text.length > maxNumberBytes || !integer.test(text)) throw notA('number', text);
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

export function readDouble(text: string): number {
  const value = named[text];
  if (value !== undefined) return value;
  if (text.length > maxNumberBytes || !double.test(text)) throw notA('double', text);
  return Number(text);
}

export function readBoolean(text: string): boolean {
  if (text !== 't' && text !== 'f') throw notA('boolean', text);
  return text === 't';
}

export function readNull(text: string): null {
  if (text !== '') throw notA('null', text);
  return null;
}

function notA(type: string, text: string): RedisProtocolError {
  return new RedisProtocolError(`not a ${type}: ${JSON.stringify(text.slice(0, 40))}`);
}

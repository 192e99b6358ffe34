import { Buffer } from 'node:buffer';
import { StackError } from '../errors.ts';
import { escapeText } from './diagnose.ts';
import { finding, refuse } from './findings.ts';
import { unprintable } from './scalars.ts';

/** A spec is a page of text; what is larger was made to hurt the parser (CVE-2019-11253 and its kin). */
export const largestSpecBytes = 256 * 1024;
const mostLines = 10_000;
/** Characters that make structure: each may cost the YAML parser a node or an error. */
const mostStructure = 20_000;

/**
 * Bytes or text to text that is safe to hand to a YAML parser: of bounded size, valid UTF-8, without a byte order
 * mark, control characters or characters that hide or reorder text, comments included.
 * @throws {@link StackError} `usage`
 */
export function readText(input: string | Uint8Array, file: string): string {
  refuseSize(typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength, file);
  const text = typeof input === 'string' ? input : decode(input, file);
  refuse(findUnprintable(text), text, file);
  refuse(findBulk(text), text, file);
  return text;
}

function refuseSize(bytes: number, file: string): void {
  if (bytes <= largestSpecBytes) return;
  throw new StackError('usage', `${escapeText(file)} is too large`, {
    diagnostics: [
      {
        place: escapeText(file),
        message: `is larger than ${largestSpecBytes} bytes (256 KiB), more than a spec can be`,
      },
    ],
  });
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new StackError('usage', `${escapeText(file)} is not UTF-8 text`, {
      diagnostics: [
        {
          place: escapeText(file),
          message: 'holds bytes that are not UTF-8',
          hint: 'save it with the encoding UTF-8',
        },
      ],
      cause,
    });
  }
}

const everyUnprintable = new RegExp(unprintable.source, 'gu');

function findUnprintable(text: string) {
  return [...text.matchAll(everyUnprintable)]
    .filter(({ 0: character, index }) => !isLayout(character, text[index + 1]))
    .map(({ 0: character, index }) => finding(index, ...describe(character, index)));
}

function isLayout(character: string, next: string | undefined): boolean {
  return character === '\n' || character === '\t' || (character === '\r' && next === '\n');
}

function describe(character: string, index: number): [string, string] {
  if (character === '\ufeff' && index === 0)
    return ['starts with a byte order mark (\\ufeff)', 'save it as UTF-8 without a byte order mark'];
  return [
    `the character ${escapeText(character)} cannot be seen and is not allowed, not even in a comment`,
    'remove it',
  ];
}

function findBulk(text: string) {
  const lines = count(text, /\n/g);
  const structure = count(text, /[[\]{},&*!%?]|- |: /g);
  return [
    ...(lines > mostLines ? [finding(0, `has ${lines} lines: must have at most ${mostLines}`)] : []),
    ...(structure > mostStructure
      ? [finding(0, `has ${structure} items, brackets and the like: must have at most ${mostStructure}`)]
      : []),
  ];
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

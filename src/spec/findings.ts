import type { Diagnostic } from '../errors.ts';
import { StackError } from '../errors.ts';
import { escapeText, formatPlace } from './diagnose.ts';

/** More than this helps nobody; the rest is counted. */
const shownFindings = 50;

/** A problem at an offset into the text; becomes a {@link Diagnostic} when all are known. */
export interface Finding {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** One finding with its hint left out when there is none. */
export function finding(offset: number, message: string, hint?: string): Finding {
  return hint === undefined ? { offset, message } : { offset, message, hint };
}

/**
 * Ends parsing when anything was found.
 * @throws {@link StackError} `usage` with every finding, in the order of the text, once each.
 */
export function refuse(findings: readonly Finding[], text: string, file: string): void {
  if (findings.length === 0) return;
  const diagnostics = toDiagnostics(findings, text, file);
  const count = findings.length === 1 ? 'a problem' : `${diagnostics.total} problems`;
  throw new StackError('usage', `${escapeText(file)} has ${count}`, {
    diagnostics: diagnostics.shown,
  });
}

function toDiagnostics(findings: readonly Finding[], text: string, file: string) {
  const places = lineStarts(text);
  const unique = new Map(findings.map((found) => [`${found.offset} ${found.message}`, found]));
  const sorted = [...unique.values()].sort((a, b) => a.offset - b.offset);
  const shown = sorted.slice(0, shownFindings).map(({ offset, ...rest }): Diagnostic => {
    const { line, column } = position(places, offset);
    return { place: formatPlace(file, line, column), ...rest };
  });
  const more = sorted.length - shown.length;
  if (more > 0) shown.push({ message: `and ${more} more problems` });
  return { shown, total: sorted.length };
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

function position(starts: readonly number[], offset: number): { line: number; column: number } {
  const index = starts.findLastIndex((start) => start <= offset);
  return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
}

import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { StackError } from '../errors.ts';

/** What the outer Compose file includes to have the stack. */
export const ourInclude = 'stack/compose.yaml';

/** Paths that a Compose file includes; short, long and list forms. Pure. */
export function includedPaths(text: string): string[] {
  const include = parseDocument(text, { stringKeys: true }).get('include', true);
  if (isScalar(include)) return pathsIn(include);
  return isSeq(include) ? include.items.flatMap(pathsIn) : [];
}

/** True when the stack is already part of this file. Pure. */
export function includesStack(text: string): boolean {
  return includedPaths(text).some((path) => path.replace(/^(\.\/)+/, '') === ourInclude);
}

function pathsIn(item: unknown): string[] {
  if (isScalar(item)) return typeof item.value === 'string' ? [item.value] : [];
  if (isSeq(item)) return item.items.flatMap(pathsIn);
  return isMap(item) ? pathsIn(item.get('path', true)) : [];
}

/**
 * Parses a Compose file of the user's.
 *
 * @throws StackError `usage` with each syntax error's place
 */
export function parseCompose(path: string, text: string) {
  const document = parseDocument(text, { prettyErrors: true, stringKeys: true });
  if (document.errors.length === 0 && (document.contents === null || isMap(document.contents)))
    return document;
  const diagnostics = document.errors.map(({ message, linePos }) => ({
    place: linePos === undefined ? path : `${path}:${String(linePos[0].line)}:${String(linePos[0].col)}`,
    message: message.split('\n')[0] ?? message,
  }));
  const fact = diagnostics.length > 0 ? 'is not valid YAML' : 'is not a Compose file: a mapping is expected';
  throw new StackError('usage', `${path} ${fact}.`, { hint: 'Mend it and run generate again.', diagnostics });
}

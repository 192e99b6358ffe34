import type { Scalar, Value } from '../yaml/value.ts';
import { itemsOf } from '../yaml/value.ts';

/**
 * A command as single words, whichever way it was written; an entrypoint comes before it. The script behind `sh -c` is taken apart as well, because
 * that is where servers are started. What separates two commands (`;`, `&&`, a line break) becomes a word `;`.
 */
export function wordsOf(...values: readonly (Value | undefined)[]): readonly Scalar[] {
  return scriptsApart(values.flatMap(wordsIn));
}

function wordsIn(value: Value | undefined): readonly Scalar[] {
  if (value?.kind === 'scalar') return value.empty ? [] : lex(value);
  return itemsOf(value).filter((item): item is Scalar => item.kind === 'scalar');
}

function scriptsApart(words: readonly Scalar[]): readonly Scalar[] {
  return words.flatMap((word, index) =>
    /^-[a-z]*c$/.test(words[index - 1]?.text ?? '') && /[\s;]/.test(word.text) ? lex(word) : [word],
  );
}

/** The name of the program a word starts: the last part of its path. */
export function programOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

const pattern =
  /\s*(?:(\n|;|&&?|\|\|?)|((?:"(?:\\[^]|[^"\\])*"|'[^']*'|\\[^]|[^\s;&|"'\\])+)|["'\\])[^\S\n]*/gy;

/** Splits as a shell would, far enough to tell words, quotes and separators. */
function lex(scalar: Scalar): readonly Scalar[] {
  const words: Scalar[] = [];
  for (const [all, separator, word] of scalar.text.matchAll(pattern)) {
    if (separator !== undefined || (scalar.block && /^\s*\n/.test(all) && words.length > 0))
      words.push({ ...scalar, text: ';' });
    if (word !== undefined) words.push({ ...scalar, text: unquote(word), empty: false });
  }
  return words;
}

function unquote(word: string): string {
  return word.replaceAll(/"((?:\\[^]|[^"\\])*)"|'([^']*)'|\\([^])/g, (_all, double, single, escaped) =>
    String(double ?? single ?? escaped ?? ''),
  );
}

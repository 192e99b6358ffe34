import { unknownMark } from './value.ts';

/** Values of variables by name, as Compose would take them from the shell and `.env`. */
export type Variables = ReadonlyMap<string, string>;

/** Deeper defaults inside defaults (`${A:-${B:-...}}`) are not read. */
const deepest = 10;

/**
 * Puts variables into a text as Compose does (compose-spec, "Interpolation"). A variable that has neither value nor
 * default leaves {@link unknownMark} instead of Compose's empty text: a rule must not judge what it cannot know.
 */
export function interpolate(text: string, variables: Variables, depth = 0): string {
  if (!text.includes('$')) return text;
  let result = '';
  let from = 0;
  while (from < text.length) {
    const dollar = text.indexOf('$', from);
    if (dollar === -1) return result + text.slice(from);
    const { value, end } = expandAt(text, dollar, variables, depth);
    result += text.slice(from, dollar) + value;
    from = end;
  }
  return result;
}

interface Expansion {
  readonly value: string;
  readonly end: number;
}

function expandAt(text: string, dollar: number, variables: Variables, depth: number): Expansion {
  if (text[dollar + 1] === '$') return { value: '$', end: dollar + 2 };
  if (text[dollar + 1] === '{') return expandBraces(text, dollar, variables, depth);
  const name = /^[A-Za-z_]\w*/.exec(text.slice(dollar + 1, dollar + 200))?.[0];
  if (name === undefined) return { value: '$', end: dollar + 1 };
  return { value: variables.get(name) ?? unknownMark, end: dollar + 1 + name.length };
}

function expandBraces(text: string, dollar: number, variables: Variables, depth: number): Expansion {
  const close = closingBrace(text, dollar + 1);
  if (close === -1 || depth > deepest) return { value: unknownMark, end: text.length };
  const [, name = '', operator = '', word = ''] =
    /^([A-Za-z_]\w*)(:?[-?+])?([^]*)$/.exec(text.slice(dollar + 2, close)) ?? [];
  const given = variables.get(name);
  const set = given !== undefined && !(operator.startsWith(':') && given === '');
  const other = (): string => interpolate(word, variables, depth + 1);
  return { value: choose(operator.at(-1), set ? given : undefined, other), end: close + 1 };
}

/** What `${NAME<operator>word}` is, by the operator's last character. */
function choose(operator: string | undefined, given: string | undefined, other: () => string): string {
  if (operator === '+') return given === undefined ? '' : other();
  if (given !== undefined) return given;
  return operator === '-' ? other() : unknownMark;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

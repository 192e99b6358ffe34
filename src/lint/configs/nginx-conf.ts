import type { Place } from '../place.ts';
import type { ConfigFile } from './config-file.ts';

/** A directive of nginx.conf; a block has children. */
export interface NginxDirective {
  readonly name: string;
  readonly args: readonly string[];
  readonly at: Place;
  readonly children: readonly NginxDirective[];
  readonly isBlock: boolean;
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
  readonly column: number;
}

interface Open {
  readonly words: readonly Token[];
  readonly children: NginxDirective[];
}

/** Blocks nest less than ten deep; what lies deeper is left out. */
const deepest = 30;

/** Reads an Nginx configuration; what is broken is read as far as it makes sense. */
export function parseNginxConf(file: ConfigFile): readonly NginxDirective[] {
  const top: NginxDirective[] = [];
  const stack: Open[] = [{ words: [], children: top }];
  let words: Token[] = [];
  const close = (): void => {
    const open = stack.length > 1 ? stack.pop() : undefined;
    if (open !== undefined) add(stack.at(-1), toDirective(open.words, open.children, true, file));
    words = [];
  };
  for (const token of tokens(file.text)) {
    if (token.quoted || !/^[{};]$/.test(token.text)) words.push(token);
    else if (token.text === '}') close();
    else {
      if (token.text === '{') stack.push({ words, children: [] });
      else add(stack.at(-1), toDirective(words, [], false, file));
      words = [];
    }
  }
  while (stack.length > 1) close();
  return top;

  function add(open: Open | undefined, directive: NginxDirective | undefined): void {
    if (directive !== undefined && stack.length <= deepest) open?.children.push(directive);
  }
}

function toDirective(
  words: readonly Token[],
  children: readonly NginxDirective[],
  isBlock: boolean,
  file: ConfigFile,
): NginxDirective | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  const at = file.placeOf(first.line, first.column + 1);
  return { name: first.text, args: rest.map(({ text }) => text), at, children, isBlock };
}

/** A word ends at a blank, `;` or a brace, but `${name}` belongs to it. */
const pattern =
  /(#[^\n]*)|"((?:\\[^]|[^"\\])*)"|'((?:\\[^]|[^'\\])*)'|([{};])|((?:\$\{[^}\s]{0,100}\}|\\[^]|[^\s{};"'])+)|(\n)|["']/g;

function* tokens(text: string): Generator<Token> {
  let line = 0;
  let lineStart = 0;
  for (const match of text.matchAll(pattern)) {
    const [all, comment, double, single, mark, word, newline] = match;
    const quotedText = double ?? single;
    const column = match.index - lineStart;
    if (mark !== undefined || word !== undefined) yield { text: all, quoted: false, line, column };
    else if (quotedText !== undefined && comment === undefined)
      yield { text: quotedText, quoted: true, line, column };
    const breaks = newline === undefined ? all.split('\n').length - 1 : 1;
    if (breaks === 0) continue;
    line += breaks;
    lineStart = match.index + all.lastIndexOf('\n') + 1;
  }
}

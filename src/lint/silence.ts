import type { Place } from './place.ts';

/** The comment that silences a rule, `# holdfast-lint: ignore RULE reason`. */
export interface Ignore {
  readonly rule: string;
  readonly reason: string;
  readonly at: Place;
}

const pattern = /#\s*holdfast-lint:\s*ignore\b[ \t]*(\S*)[ \t]*(.*?)\s*$/;

/** Every such comment of a file, in all of its lines. */
export function ignoresIn(file: string, text: string): readonly Ignore[] {
  if (!text.includes('holdfast-lint:')) return [];
  return text.split('\n').flatMap((line, index) => {
    const match = pattern.exec(line.slice(0, 1000));
    if (match === null) return [];
    return [
      {
        rule: match[1] ?? '',
        reason: match[2] ?? '',
        at: { file, line: index + 1, column: match.index + 1 },
      },
    ];
  });
}

/** Comments by file, and the lines that are nothing but comments. */
export interface Silences {
  /** Whether a rule is silenced on a line: by a comment behind it or in the comment block right above it. */
  readonly covers: (place: Place, rule: string) => boolean;
  readonly all: readonly Ignore[];
}

/** Reads the comments of every file. One without a reason silences nothing. */
export function readSilences(texts: ReadonlyMap<string, string>): Silences {
  const all = [...texts].flatMap(([file, text]) => ignoresIn(file, text));
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? (texts.get(file) ?? '').split('\n');
    lines.set(file, known);
    return known;
  };
  const at = (file: string, line: number, rule: string): boolean =>
    all.some(
      (ignore) =>
        ignore.rule === rule && ignore.reason !== '' && ignore.at.file === file && ignore.at.line === line,
    );
  const covers = ({ file, line }: Place, rule: string): boolean => {
    if (at(file, line, rule)) return true;
    for (let above = line - 1; above >= 1 && /^\s*#/.test(linesOf(file)[above - 1] ?? ''); above--)
      if (at(file, above, rule)) return true;
    return false;
  };
  return { all, covers: all.length === 0 ? () => false : covers };
}

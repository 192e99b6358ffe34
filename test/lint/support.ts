import { readdirSync, readFileSync } from 'node:fs';
import { lint, type LintInput, type LintResult } from '../../src/lint/lint.ts';
import type { Files } from '../../src/lint/load.ts';
import { rules } from '../../src/lint/rules/index.ts';

const known = new Set(rules.map(({ id }) => id));

/** Files of this repository. */
const diskFiles: Files = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  list: (path) => {
    try {
      return readdirSync(path).sort();
    } catch {
      return [];
    }
  },
};

/** Files that exist in a test only, by path. */
export function filesFrom(texts: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    list: (path) =>
      Object.keys(texts)
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1)),
  };
}

/** Lints files of this repository, or others that `files` has. No variable is set unless it is given. */
export function lintFiles(paths: readonly string[], change: Partial<LintInput> = {}): LintResult {
  return lint({ paths, files: diskFiles, variables: new Map(), rules, known, ...change });
}

/** Lints one text as compose.yaml, with other files beside it. */
export function lintText(
  text: string,
  beside: Readonly<Record<string, string>> = {},
  change: Partial<LintInput> = {},
): LintResult {
  return lintFiles(['compose.yaml'], { files: filesFrom({ ...beside, 'compose.yaml': text }), ...change });
}

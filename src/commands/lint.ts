import { statSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { composeNames } from '../adopt/compose-names.ts';
import { StackError } from '../errors.ts';
import { parseEnvFile } from '../lint/facts/environment.ts';
import { lint } from '../lint/lint.ts';
import type { Files } from '../lint/load.ts';
import { renderRules, ruleCards } from '../lint/reference.ts';
import { countBySeverity, renderReport } from '../lint/report.ts';
import { chooseRules } from '../lint/choose.ts';
import type { Outcome } from './outcome.ts';

export interface LintOptions {
  readonly directory: string;
  /** Files named on the command line, as seen from the directory. */
  readonly paths: readonly string[];
  readonly only: readonly string[];
  readonly ignore: readonly string[];
  readonly strict: boolean;
  /** The shell's variables, which go before those of `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A configuration file is not larger than this, bytes. */
const largest = 2 ** 20;

/**
 * Judges a Compose project.
 *
 * @throws StackError `usage` when there is no file, one cannot be read, or a rule is named that does not exist
 */
export function lintCommand(options: LintOptions): Outcome {
  const { rules, known } = chooseRules(options.only, options.ignore);
  const named = options.paths.length > 0 ? options.paths : composeFilesIn(options.directory);
  const paths = named.map((path) => portable(join(options.directory, path)));
  const variables = variablesOf(posix.dirname(paths[0] ?? '.'), options.env);
  const result = lint({ paths, files, variables, rules, known });
  const counts = countBySeverity(result.findings);
  return {
    good: counts.error === 0 && !(options.strict && counts.warning > 0),
    data: { files: paths, counts, ...result },
    lines: renderReport(result),
  };
}

/** `--rules`: what there is to be found. */
export function rulesCommand(): Outcome {
  return { good: true, data: { rules: ruleCards() }, lines: renderRules() };
}

/** What a plain `docker compose` would take: the first name there is, and the override of the same kind. */
function composeFilesIn(directory: string): readonly string[] {
  const there = (name: string): boolean => files.read(join(directory, name)) !== undefined;
  const first = composeNames.find(there);
  if (first === undefined) {
    throw new StackError('usage', `there is no Compose file in ${directory}`, {
      hint: 'name one: holdfast lint path/to/compose.yaml',
    });
  }
  const overrides = composeNames.map((name) => name.replace('.', '.override.'));
  return [first, ...overrides.filter(there).slice(0, 1)];
}

function variablesOf(directory: string, env: LintOptions['env']): ReadonlyMap<string, string> {
  const inFile = parseEnvFile(files.read(posix.join(directory, '.env')) ?? '');
  return new Map([
    ...inFile.map(({ name, value }) => [name, value] as const),
    ...Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  ]);
}

function portable(path: string): string {
  return path.split(sep).join('/');
}

/** The real files. Only plain ones of a sensible size: a link may lead to a device that never ends. */
const files: Files = {
  read: (path) => {
    try {
      const { size } = statSync(path);
      return statSync(path).isFile() && size <= largest
        ? readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
        : undefined;
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

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceWhole } from '../../bundle/write/disk.ts';
import { StackError } from '../../errors.ts';
import { compareReports } from '../../report/compare.ts';
import { comparisonHtml } from '../../report/html/compare.ts';
import { readReport } from '../../report/json.ts';
import { comparisonMarkdown } from '../../report/markdown/compare.ts';
import type { Report } from '../../report/report.ts';
import type { Outcome } from '../outcome.ts';

const page = 'compare.html';

/**
 * Two reports side by side: hosts, settings, releases, and what became of each drill. A comparison is no verdict, so its
 * outcome is always good.
 *
 * @param out a directory for compare.html; nothing is written without it
 * @throws StackError `usage` when there are not two, or one cannot be read
 */
export function drillCompare(paths: readonly string[], out: string | undefined): Outcome {
  const [first, second, ...more] = paths;
  if (first === undefined || second === undefined || more.length > 0)
    throw new StackError('usage', `--compare takes two reports, not ${String(paths.length)}`, {
      hint: 'holdfast drill --compare before/report.json after/report.json',
    });
  const comparison = compareReports(read(first), read(second));
  const written = out === undefined ? [] : [write(out, comparisonHtml(comparison))];
  return {
    good: true,
    data: comparison,
    lines: [
      ...comparisonMarkdown(comparison).trimEnd().split('\n'),
      ...written.map((path) => `\npage: ${path}`),
    ],
  };
}

function read(path: string): Report {
  try {
    return readReport(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError('usage', `${path} cannot be read`, {
      hint: 'it is the report.json of a drill',
      cause: error,
    });
  }
}

function write(directory: string, text: string): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, page);
  replaceWhole(path, text, 0o644);
  return path;
}

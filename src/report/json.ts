import { StackError } from '../errors.ts';
import type { Report } from './report.ts';
import { reportShape } from './shape.ts';

/** report.json: the report as it is. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/**
 * A report as it was written, for --compare. Everything in it is checked: it comes from a file.
 *
 * @param place for messages: the path of the file
 * @throws StackError('usage') for what is no report, or one of another form
 */
export function readReport(text: string, place: string): Report {
  const value = parse(text, place);
  const format = formatOf(value);
  if (format !== 1) {
    const fact =
      format === undefined
        ? 'is no report of a drill'
        : `is a report of form ${format}; this version reads form 1`;
    throw new StackError('usage', `${place} ${fact}.`, {
      hint: 'Name the report.json that holdfast drill --out wrote, made by the same version.',
    });
  }
  const { success, data, error } = reportShape.safeParse(value);
  if (success) return data;
  throw new StackError('usage', `${place} is a damaged report.`, {
    diagnostics: error.issues
      .slice(0, 10)
      .map(({ path, message }) => ({ place: path.map(String).join('.'), message })),
    hint: 'Run the drill again with --out.',
  });
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new StackError('usage', `${place} is not JSON.`, {
      cause,
      hint: 'Name the report.json that holdfast drill --out wrote.',
    });
  }
}

function formatOf(value: unknown): string | 1 | undefined {
  if (typeof value !== 'object' || value === null || !('format' in value)) return undefined;
  return value.format === 1 ? 1 : JSON.stringify(value.format);
}

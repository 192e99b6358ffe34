import { describe, expect, test } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { readReport, reportJson } from '../../src/report/json.ts';
import { bare, hostile, passed, rich } from './fixture.ts';

describe('report.json', () => {
  test.each(Object.entries({ rich, passed, bare, hostile }))('%s is read back as it was', (_, report) => {
    expect(readReport(reportJson(report), 'report.json')).toEqual(report);
  });

  test('another form is named, not guessed', () => {
    const read = () => readReport('{"format":2,"drills":[]}', 'old/report.json');
    expect(read).toThrow('old/report.json is a report of form 2; this version reads form 1.');
  });

  test.each(['', '[]', 'null', '{}', '"x"'])('%j is no report', (text) => {
    expect(() => readReport(text, 'x.json')).toThrow(StackError);
  });

  test('what is damaged is named by its place', () => {
    const text = reportJson(passed).replace('"judged": true', '"judged": "yes"');
    const error = failureOf(() => readReport(text, 'x.json'));
    expect(error.code).toBe('usage');
    expect(error.diagnostics[0]?.place).toBe('drills.0.streams.0.judged');
  });
});

function failureOf(work: () => unknown): StackError {
  try {
    work();
  } catch (error) {
    if (error instanceof StackError) return error;
  }
  throw new Error('it did not throw a StackError');
}

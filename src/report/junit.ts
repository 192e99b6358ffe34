import type { Verdict } from '../drill/verdict.ts';
import type { DrillResult, Report } from './report.ts';

interface Case {
  readonly name: string;
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly message: string };
  readonly seen: string;
}

interface Suite {
  readonly name: string;
  /** s */
  readonly time: number;
  readonly cases: readonly Case[];
}

/**
 * junit.xml, for what CI systems show: a suite for each drill and one for the whole, a case for each verdict. An invalid
 * drill is an error, because it must not look passed.
 */
export function reportJunit(report: Report): string {
  const suites = [...report.drills.map(drillSuite), wholeSuite(report)].filter(
    ({ cases }) => cases.length > 0,
  );
  const all = suites.flatMap(({ cases }) => cases);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${xml(`holdfast drill ${report.stack}`)}" ${counts(all)} time="${seconds(report.length)}">
${suites.map((suite) => suiteXml(suite, report.began)).join('')}</testsuites>
`;
}

function drillSuite({ name, calm, outcome, verdicts, runs }: DrillResult): Suite {
  const cases = verdicts.map(verdictCase);
  const invalid = runs.flatMap(({ run, invalid }) =>
    invalid === undefined ? [] : [`run ${String(run)}: ${invalid}`],
  );
  const time = runs.reduce((sum, { healedAfter, wholeAfter }) => sum + healedAfter + (wholeAfter ?? 0), 0);
  const shown = 'the fault had an effect';
  const seen = invalid.length === 0 ? 'in every run' : invalid.join('; ');
  const problem = { kind: 'error' as const, message: `invalid, not passed: ${seen}` };
  const bite: Case = outcome === 'invalid' ? { name: shown, seen, problem } : { name: shown, seen };
  const whole = {
    name: 'the drill as a whole',
    seen: outcome,
    problem: { kind: 'failure' as const, message: 'failed' },
  };
  const unexplained = outcome === 'failed' && verdicts.every(({ good }) => good) ? [whole] : [];
  return { name, time, cases: [...(calm === true ? [] : [bite]), ...cases, ...unexplained] };
}

function wholeSuite({ verdicts, length }: Report): Suite {
  return { name: 'whole', time: length, cases: verdicts.map(verdictCase) };
}

function verdictCase({ claim, good, seen }: Verdict): Case {
  return good ? { name: claim, seen } : { name: claim, seen, problem: { kind: 'failure', message: seen } };
}

function suiteXml({ name, time, cases }: Suite, began: string): string {
  return `  <testsuite name="${xml(name)}" ${counts(cases)} skipped="0" time="${seconds(time)}" timestamp="${xml(began)}">
${cases.map((one) => caseXml(one, name)).join('')}  </testsuite>
`;
}

function caseXml({ name, problem, seen }: Case, suite: string): string {
  const told =
    problem === undefined
      ? `<system-out>${xml(seen)}</system-out>`
      : `<${problem.kind} message="${xml(problem.message)}" />`;
  return `    <testcase classname="${xml(suite)}" name="${xml(name)}">${told}</testcase>\n`;
}

function counts(cases: readonly Case[]): string {
  const of = (kind: 'failure' | 'error') => cases.filter(({ problem }) => problem?.kind === kind).length;
  return `tests="${String(cases.length)}" failures="${String(of('failure'))}" errors="${String(of('error'))}"`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** For texts and attributes. Characters that XML 1.0 cannot hold at all, even escaped, are replaced. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

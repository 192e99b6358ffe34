import { escapeText, formatPlace } from '../spec/diagnose.ts';
import type { Finding } from './finding.ts';
import type { LintResult } from './lint.ts';
import type { Severity } from './rule.ts';

/** More names than this are counted. */
const namesShown = 4;

/**
 * Findings as compilers print theirs, `file:line:column severity rule: message`, with the mend below each; a blank
 * line between files, a line of counts at the end. What comes from the files is escaped.
 */
export function renderReport(result: LintResult): readonly string[] {
  const lines: string[] = [];
  let file: string | undefined;
  for (const finding of result.findings) {
    if (file !== undefined && file !== finding.place.file) lines.push('');
    file = finding.place.file;
    lines.push(...renderFinding(finding));
  }
  if (lines.length > 0) lines.push('');
  return [...lines, ...result.notes.map((note) => `not read: ${escapeText(note)}`), summary(result)];
}

function renderFinding({ place, severity, rule, services, message, mend }: Finding): readonly string[] {
  const names = namesOf(services);
  const fact = names === '' ? message : `${names}: ${message}`;
  return [
    `${formatPlace(place.file, place.line, place.column)} ${severity} ${rule}: ${escapeText(fact)}`,
    `    ${escapeText(mend)}`,
  ];
}

function namesOf(services: readonly string[]): string {
  const shown = services.slice(0, namesShown).join(', ');
  const more = services.length - namesShown;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function summary({ findings, services, silenced, recognised }: LintResult): string {
  const counts = countBySeverity(findings);
  const parts = [
    plural(counts.error, 'error'),
    plural(counts.warning, 'warning'),
    plural(counts.note, 'note'),
  ];
  const ignored = silenced === 0 ? '' : `, ${silenced} ignored by comments`;
  const known = Object.entries(recognised).map(([role, count]) => `${count} ${role}`);
  const roles = known.length === 0 ? '' : ` (${known.join(', ')})`;
  return `${parts.join(', ')} in ${plural(services, 'service')}${roles}${ignored}`;
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

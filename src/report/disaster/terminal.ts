import { escapeText } from '../../spec/diagnose.ts';
import type { DisasterReport } from './report.ts';
import { rpoWords, rtoWords, verifiedWords } from './words.ts';

/** Three lines and where to read more. Plain text: who prints it may paint it. */
export function disasterLines(report: DisasterReport, page: string): readonly string[] {
  return [
    `RTO       ${rtoWords(report)}`,
    `RPO       ${rpoWords(report)}`,
    `${report.outcome === 'passed' ? 'verified ' : 'FAILED   '} ${verifiedWords(report)}`,
    `report: ${page}`,
  ].map(escapeText);
}

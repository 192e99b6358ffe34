import { escapeText } from '../spec/diagnose.ts';
import { table } from '../table.ts';
import { duration } from './figures.ts';
import type { DrillResult, Report } from './report.ts';
import { clientRto, clusterRto, freshText, insideRto, loss, shortSentence, validRuns } from './summary.ts';
import { count, plural } from '../words.ts';

/** What the terminal says of a finished drill. Plain text: who prints it may paint it. */

/**
 * A tour in a line for each drill, and where to read more.
 *
 * @param page path of report.html; undefined when none was written
 */
export function tourLines(report: Report, page: string | undefined): readonly string[] {
  const rows = report.drills.map((drill) => [drill.outcome, escapeText(drill.name), inWords(drill)]);
  return [...table(rows), ...report.drills.flatMap(held), ...broken(report), ...where(page)];
}

/** A full drill as a compact table, what does not hold, the sentence, and where to read more. */
export function reportLines(report: Report, page: string | undefined): readonly string[] {
  const inside = report.drills.some((drill) => insideRto(drill) !== undefined);
  const head = [
    ...['DRILL', 'RUNS', 'CLIENT RTO', 'MAX', 'CLUSTER RTO', 'MAX'],
    ...(inside ? ['INSIDE', 'MAX'] : []),
    ...['LOST', 'OUTCOME'],
  ];
  const rows = report.drills.map((drill) => row(drill, inside));
  return [
    ...(rows.length === 0 ? [] : [...table([head, ...rows]), '']),
    ...broken(report),
    escapeText(shortSentence(report)),
    ...where(page),
  ];
}

function row(drill: DrillResult, inside: boolean): readonly string[] {
  const [client, cluster, kept] = [clientRto(drill), clusterRto(drill), loss(drill.streams, 'kept')];
  return [
    escapeText(drill.name),
    count(validRuns(drill).length),
    duration(client?.median),
    duration(client?.max),
    duration(cluster?.median),
    duration(cluster?.max),
    ...(inside ? [duration(insideRto(drill)?.median), duration(insideRto(drill)?.max)] : []),
    kept === undefined ? '–' : `${count(kept.lost)} of ${count(kept.acknowledged)}`,
    drill.outcome,
  ];
}

/** `away for 2.24 s, 0 of 41,204 acknowledged writes lost` */
function inWords(drill: DrillResult): string {
  const [client, kept] = [clientRto(drill), loss(drill.streams, 'kept')];
  const invalid = drill.runs.find((run) => run.invalid !== undefined)?.invalid;
  if (drill.outcome === 'invalid')
    return `showed nothing: ${escapeText(invalid ?? 'the fault had no effect')}`;
  const gap = drill.calm === true ? 'longest gap' : 'away for';
  const away = client?.max === null || client === undefined ? [] : [`${gap} ${duration(client.max)}`];
  const lost =
    kept === undefined
      ? []
      : [`${count(kept.lost)} of ${plural(kept.acknowledged, 'acknowledged write')} lost`];
  const failed =
    client?.kind === 'request'
      ? [`${count(client.failed)} of ${plural(client.acknowledged + client.failed, 'request')} failed`]
      : [];
  const fresh = freshText(drill);
  const both = fresh === undefined ? [] : [`fresh connections ${fresh}`];
  return [...away, ...both, ...failed, ...lost].join(', ');
}

/** Of load without a fault what holds is told as well: it is all there is to tell. */
function held({ calm, verdicts }: DrillResult): readonly string[] {
  if (calm !== true) return [];
  const good = verdicts.filter((verdict) => verdict.good);
  return good.map(({ claim, seen, counted }) =>
    escapeText(`${counted === true ? 'counted' : 'holds'}  ${claim}: ${seen}`),
  );
}

/** Every verdict that does not hold, of single drills and of the whole. */
function broken({ drills, verdicts }: Report): readonly string[] {
  const all = [
    ...drills.flatMap(({ name, verdicts: own }) => own.map((verdict) => ({ ...verdict, name }))),
    ...verdicts.map((verdict) => ({ ...verdict, name: 'whole' })),
  ];
  const bad = all.filter(({ good }) => !good);
  const lines = bad.map(({ name, claim, seen }) => escapeText(`${name} did not keep "${claim}": ${seen}`));
  return lines.length === 0 ? [] : [...lines, ''];
}

function where(page: string | undefined): readonly string[] {
  return page === undefined ? [] : [`report: ${escapeText(page)}`];
}

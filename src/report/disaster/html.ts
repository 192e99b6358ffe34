import { duration, moment } from '../figures.ts';
import { markup } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { blindSpots, setting } from '../html/setting.ts';
import { disasterFigure } from './html/figure.ts';
import { disasterOverview } from './html/overview.ts';
import { phaseTable, recordTable, userTable } from './html/tables.ts';
import type { DisasterReport } from './report.ts';
import { plural } from '../../words.ts';

/** report.html: one file that needs no network and no script. The verdict, the drawing, then all that they rest on. */
export function disasterHtml(report: DisasterReport): string {
  const { stack, outcome, began, length, backup, destroyed, versions } = report;
  return page({
    title: `${outcome}: a disaster, rehearsed on ${stack}`,
    head: markup`<h1>A disaster, rehearsed on <span class="stack">${stack}</span></h1>
<p>${moment(began)} · took ${duration(length)}</p>`,
    body: [
      disasterOverview(report),
      markup`<section aria-labelledby="course"><h2 id="course">What happened</h2>${disasterFigure(report.timeline)}
<details><summary>Every step with its time</summary>${phaseTable(report)}</details>
<details><summary>What was destroyed: ${plural(destroyed.services.length, 'container')}, ${plural(destroyed.volumes.length, 'volume')}</summary>
<p>${destroyed.services.join(', ')}</p><p>${destroyed.volumes.join(', ')}</p><p class="note">Brought back from backup <code>${backup.id}</code>, which took ${duration(backup.took)}.</p></details></section>`,
      markup`<section aria-labelledby="records"><h2 id="records">Records of the drill</h2>${recordTable(report)}</section>`,
      userTable(report),
      setting(report),
      blindSpots(report),
    ],
    foot: markup`<p>RTO: from the first container that was killed to stores that hold all of the backup, compared with it. RPO: from the moment the backup began to the destruction; and the acknowledged records that are gone. Made by holdfast ${versions['holdfast']}; the same in numbers: report.json.</p>`,
  });
}

import { moment } from './figures.ts';
import { drillSection } from './html/drill.ts';
import { markup } from './html/markup.ts';
import { overview } from './html/overview.ts';
import { page } from './html/page.ts';
import { blindSpots, setting } from './html/setting.ts';
import type { Report } from './report.ts';
import { plural } from '../words.ts';

/** report.html: one file that needs no network and no script. Verdicts first, then each drill, then what they rest on. */
export function reportHtml(report: Report): string {
  const { stack, outcome, drills, began, failover } = report;
  return page({
    title: `${outcome}: failover drills of ${stack}`,
    head: markup`<h1>Failover drills of <span class="stack">${stack}</span></h1>
<p>${moment(began)} · ${plural(drills.length, 'drill')} · timers ${failover}</p>`,
    body: [overview(report), drills.map(drillSection), setting(report), blindSpots(report)],
    foot: markup`<p>RTO: longest time between two acknowledgements around a fault. RPO: acknowledged writes that are missing after the last read. Made by holdfast ${report.versions['holdfast']}; the same in numbers: report.json, every single operation: history.jsonl.</p>`,
  });
}

import { duration, mebibytes, moment } from '../figures.ts';
import type { Report } from '../report.ts';
import { markup, type Markup } from './markup.ts';
import { facts } from './table.ts';
import { count } from '../../words.ts';

type Setting = Pick<Report, 'host' | 'versions' | 'load' | 'failover' | 'began' | 'length' | 'stack'>;

/** Where and on what it was measured: without this no number can be compared with another. */
export function setting({ host, versions, load, failover, began, length, stack }: Setting): Markup {
  return markup`<section aria-labelledby="setting"><h2 id="setting">Where it was measured</h2>
${facts([
  ['Stack', stack],
  ['Began', moment(began)],
  ['Took', duration(length)],
  ['Failover timers', failover],
  ['Host', `${host.os}, kernel ${host.kernel}, ${count(host.cpus)} CPUs, ${mebibytes(host.memoryMiB)}`],
  ['Engine', host.engine],
  ...Object.entries(versions).map(([name, version]) => [markup`<code>${name}</code>`, version] as const),
])}
${load.length === 0 ? undefined : markup`<h3>Load</h3><ul>${load.map((line) => markup`<li>${line}</li>`)}</ul>`}
</section>`;
}

export function blindSpots({ blind }: Pick<Report, 'blind'>): Markup | undefined {
  if (blind.length === 0) return undefined;
  return markup`<section aria-labelledby="blind"><h2 id="blind">What this drill cannot see</h2>
<ul>${blind.map((line) => markup`<li>${line}</li>`)}</ul></section>`;
}

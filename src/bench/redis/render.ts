import { table } from '../../table.ts';
import type { BenchReport } from './report.ts';
import type { ModeResult, Row } from './run.ts';

/** A table for each mode, and what belongs to all of them. */
export function renderBench(report: BenchReport): string[] {
  return [...report.modes.flatMap(renderMode), '', ...renderRest(report)];
}

function renderMode({ title, unit, rows }: ModeResult): string[] {
  const head = ['', unit, '(min to max)', 'CPU us', 'ours/it', '(min to max)', 'reach'];
  return ['', title, ...table([head, ...rows.map((row) => cells(row, unit))]).map((line) => `  ${line}`)];
}

function cells({ client, value, cpu, ratio, reach, reached }: Row, unit: string): string[] {
  const number = (n: number): string =>
    unit === 'us p50' ? n.toFixed(1) : Math.round(n).toLocaleString('en');
  return [
    client,
    number(value.median),
    `${number(value.min)} to ${number(value.max)}`,
    cpu?.toFixed(2) ?? '-',
    ratio?.median.toFixed(2) ?? '',
    ratio === undefined ? '' : `${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)}`,
    reach === undefined ? '' : `${reach.toFixed(2)} ${reached === true ? 'reached' : 'MISSED'}`,
  ];
}

function renderRest({ allocated, frugal, clients, missing, rounds }: BenchReport): string[] {
  const bytes = Object.entries(allocated).map(([name, count]) => `${name} ${count}`);
  const least = (is: boolean): string => (is ? 'ours is the least' : 'ours is MORE than another');
  return [
    `bytes allocated per SET: ${bytes.join(', ')}; ${least(frugal.allocated)}`,
    `CPU per command: ${least(frugal.cpu)} in every mode`,
    ...Object.entries(clients).map(([name, note]) => `${name}: ${note}`),
    ...missing.map((name) => `${name}: not installed`),
    `median of ${rounds} rounds, clients in turn in one process; a ratio is taken within its round`,
  ];
}

import { duration, mebibytes, moment } from './figures.ts';
import type { DrillResult, Report, StreamResult } from './report.ts';
import { validRuns } from './summary.ts';
import { count, plural } from '../words.ts';

/** Two reports side by side: what differs in where they were made, and every drill of either. */
export interface Comparison {
  readonly a: Report;
  readonly b: Report;
  readonly differences: readonly Difference[];
  /** Why a difference of times may not be one of the stacks. */
  readonly cautions: readonly string[];
  readonly drills: readonly DrillPair[];
}

/** One setting that is not the same; a dash where a side has none. */
export interface Difference {
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

export interface DrillPair {
  readonly name: string;
  readonly a: DrillResult | undefined;
  readonly b: DrillResult | undefined;
  readonly streams: readonly StreamPair[];
}

export interface StreamPair {
  readonly a: StreamResult | undefined;
  readonly b: StreamResult | undefined;
  /** One of the two, for its name. */
  readonly either: StreamResult;
}

/** Drills in the order of the first report, then those that only the second has. */
export function compareReports(a: Report, b: Report): Comparison {
  const drills = union(a.drills, b.drills, ({ name }) => name).map(([key, left, right]) => ({
    name: key,
    a: left,
    b: right,
    streams: streamPairs(left, right),
  }));
  const differences = settingsOf(a, b).filter((one) => one.a !== one.b);
  return { a, b, drills, differences, cautions: [...cautionsOf(differences), ...runCautions(drills)] };
}

function streamPairs(a: DrillResult | undefined, b: DrillResult | undefined): readonly StreamPair[] {
  return union(a?.streams ?? [], b?.streams ?? [], ({ id }) => id).flatMap(([, left, right]) => {
    const either = left ?? right;
    return either === undefined ? [] : [{ a: left, b: right, either }];
  });
}

/** In how many of all pairs of one sample each the second was shorter, in percent; ties count half. Null without samples. */
export function shorterIn(a: StreamResult | undefined, b: StreamResult | undefined): number | null {
  if (a === undefined || b === undefined || a.gaps.length === 0 || b.gaps.length === 0) return null;
  let shorter = 0;
  for (const one of a.gaps) for (const other of b.gaps) shorter += other < one ? 1 : other === one ? 0.5 : 0;
  return (100 * shorter) / (a.gaps.length * b.gaps.length);
}

/** `+310 ms, +14 %`; a dash where a side has no number. */
export function change(a: number | null | undefined, b: number | null | undefined): string {
  if (a === null || a === undefined || b === null || b === undefined) return '–';
  const sign = b > a ? '+' : '';
  const share = a === 0 ? '' : `, ${sign}${(((b - a) / a) * 100).toFixed(0).replace('-', '−')} %`;
  return b === a ? 'the same' : `${sign}${duration(b - a)}${share}`;
}

function settingsOf(a: Report, b: Report): readonly Difference[] {
  const row = (what: string, of: (report: Report) => string) => ({ what, a: of(a), b: of(b) });
  return [
    row('stack', ({ stack }) => stack),
    row('began', ({ began }) => moment(began)),
    row('failover timers', ({ failover }) => failover),
    row('system', ({ host }) => host.os),
    row('kernel', ({ host }) => host.kernel),
    row('CPUs', ({ host }) => count(host.cpus)),
    row('memory', ({ host }) => mebibytes(host.memoryMiB)),
    row('engine', ({ host }) => host.engine),
    ...[...new Set([...Object.keys(a.versions), ...Object.keys(b.versions)])].map((name) =>
      row(name, ({ versions }) => versions[name] ?? '–'),
    ),
    row('load', ({ load }) => (load.length === 0 ? '–' : load.join('; '))),
    ...union(a.drills, b.drills, ({ name }) => name).flatMap(([name, left, right]) =>
      left === undefined || right === undefined
        ? []
        : [{ what: `limits of ${name}`, a: slo(left), b: slo(right) }],
    ),
  ];
}

function slo({ slo: { rto, rpo, failed } }: DrillResult): string {
  const parts = [
    rto === undefined ? '' : `RTO ${duration(rto)}`,
    rpo === undefined ? '' : `${count(rpo)} lost`,
  ];
  const text = [...parts, failed === undefined ? '' : `${count(failed)} failed`]
    .filter((part) => part !== '')
    .join(', ');
  return text === '' ? '–' : text;
}

const reasons: readonly (readonly [names: readonly string[], caution: string])[] = [
  [
    ['system', 'kernel', 'CPUs', 'memory', 'engine'],
    'The hosts differ: times may differ for that reason alone.',
  ],
  [['failover timers'], 'The failover timers differ: they set most of every RTO.'],
  [['load'], 'The load differs: a busier stack takes longer and has more to lose.'],
];

function cautionsOf(differences: readonly Difference[]): readonly string[] {
  const differing = new Set(differences.map(({ what }) => what));
  return reasons.filter(([names]) => names.some((name) => differing.has(name))).map(([, caution]) => caution);
}

/** A maximum only grows with the number of runs. */
function runCautions(drills: readonly DrillPair[]): readonly string[] {
  return drills.flatMap(({ name, a, b }) => {
    if (a === undefined || b === undefined) return [];
    const [left, right] = [validRuns(a).length, validRuns(b).length];
    if (left === right) return [];
    return [
      `${name}: ${plural(left, 'run')} against ${count(right)}. More runs see a higher maximum by chance.`,
    ];
  });
}

/** Each key of either list once, with what both lists have for it. */
function union<T>(
  a: readonly T[],
  b: readonly T[],
  keyOf: (one: T) => string,
): readonly (readonly [string, T | undefined, T | undefined])[] {
  const [left, right] = [
    new Map(a.map((one) => [keyOf(one), one])),
    new Map(b.map((one) => [keyOf(one), one])),
  ];
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => [key, left.get(key), right.get(key)]);
}

import type { StreamFacts } from '../drill/history.ts';
import { duration } from './figures.ts';
import type { DrillResult, Report, RunResult, StreamResult } from './report.ts';
import { count, plural } from '../words.ts';

/** What the formats have in common: which of all figures stand for a drill, and the sentences made of them. */

/** From this many samples on a 95th percentile is more than another word for the maximum. */
export const p95Needs = 20;

export interface Loss {
  readonly lost: number;
  readonly acknowledged: number;
}

/** Runs whose fault had an effect; only they give samples. */
export function validRuns({ runs }: DrillResult): readonly RunResult[] {
  return runs.filter(({ invalid }) => invalid === undefined);
}

/** The client that lives through it all and that the RTO is judged by; the worst where a drill hurts several tiers. */
export function clientRto({ streams }: DrillResult): StreamResult | undefined {
  const judged = streams.filter((stream) => stream.judged);
  const living = judged.filter(({ view }) => view === 'client');
  return worst(living.length > 0 ? living : judged);
}

/** Fresh connections to the tiers that are judged: when the tier itself was back. */
export function clusterRto(drill: DrillResult): StreamResult | undefined {
  return freshRto(drill, 'cluster');
}

/** The same from inside the stack's network; undefined where nothing ran there. */
export function insideRto(drill: DrillResult): StreamResult | undefined {
  return freshRto(drill, 'inside');
}

function freshRto({ streams }: DrillResult, wanted: StreamFacts['view']): StreamResult | undefined {
  const tiers = new Set(streams.filter(({ judged }) => judged).map(({ tier }) => tier));
  return worst(streams.filter(({ view, tier }) => view === wanted && (tiers.size === 0 || tiers.has(tier))));
}

/** `1.92 s from the host, 1.90 s from inside`: what the way through ports and host adds is the difference. */
export function freshText(drill: DrillResult): string | undefined {
  const [cluster, inside] = [clusterRto(drill), insideRto(drill)];
  if (cluster === undefined || inside === undefined || inside.max === null) return undefined;
  return `${duration(cluster.max)} from the host, ${duration(inside.max)} from inside`;
}

function worst(streams: readonly StreamResult[]): StreamResult | undefined {
  const height = (stream: StreamResult) => stream.max ?? -1;
  const [first, ...rest] = streams;
  if (first === undefined) return undefined;
  return rest.reduce((highest, stream) => (height(stream) > height(highest) ? stream : highest), first);
}

/** Writes and counts of one promise: what was acknowledged and what of it was missing; undefined without any such stream. */
export function loss(streams: readonly StreamResult[], promise: StreamFacts['promise']): Loss | undefined {
  const writes = streams.filter((stream) => stream.promise === promise && isWrite(stream));
  if (writes.length === 0) return undefined;
  return {
    lost: writes.reduce((sum, { lost }) => sum + lost, 0),
    acknowledged: writes.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
  };
}

export function isWrite({ kind }: StreamFacts): boolean {
  return kind === 'write' || kind === 'count';
}

/** `0 of 412,337 acknowledged, in 20 runs` */
export function rpo({ lost, acknowledged }: Loss, runs: number): string {
  return `${count(lost)} of ${count(acknowledged)} acknowledged, in ${plural(runs, 'run')}`;
}

/** The 95th percentile, or why there is none. */
export function p95({ p95: value, gaps }: StreamResult): string {
  if (value !== null) return duration(value);
  return gaps.length < p95Needs ? `needs ${String(p95Needs)} samples, has ${count(gaps.length)}` : '–';
}

/**
 * How often a fault could still cost something although no run showed it: with none in n runs, a chance of up to
 * 1 - 0.05^(1/n) per run cannot be excluded at 95 % confidence (the exact form of the rule of three). In percent.
 */
function notExcluded(runs: number): number {
  return runs === 0 ? 100 : 100 * (1 - 0.05 ** (1 / runs));
}

/** What zero losses do not say, in words; undefined where something was lost or nothing was run. */
export function roomForLoss({ lost }: Loss, runs: number): string | undefined {
  if (lost > 0 || runs === 0) return undefined;
  if (runs === 1) return 'a single run excludes nothing';
  return `a loss in up to ${notExcluded(runs).toFixed(0)} % of such faults is not excluded, at 95 % confidence`;
}

/** `RTO 3.00 s, 0 lost`; what is not named is not judged. */
export function sloText({ slo }: DrillResult): string {
  const parts = [
    slo.rto === undefined ? [] : [`RTO at most ${duration(slo.rto)}`],
    slo.back === undefined ? [] : [`back at most ${duration(slo.back)} after the heal`],
    slo.consumer === undefined ? [] : [`consumers away for at most ${duration(slo.consumer)}`],
    slo.rpo === undefined ? [] : [slo.rpo === 0 ? 'nothing lost' : `at most ${count(slo.rpo)} lost`],
    slo.failed === undefined
      ? []
      : [slo.failed === 0 ? 'no request failed' : `at most ${plural(slo.failed, 'request')} failed`],
    slo.failovers === undefined
      ? []
      : [slo.failovers === 0 ? 'no failover' : `at most ${plural(slo.failovers, 'lead')} moved`],
  ].flat();
  return parts.length === 0 ? 'none: shown, not judged' : parts.join(', ');
}

/** What a reader takes away who reads nothing else. */
export function sentence(report: Report): string {
  return [verdictSentence(report), figuresSentence(report)].filter((text) => text !== '').join(' ');
}

function verdictSentence({ drills, verdicts, outcome }: Report): string {
  const failed = drills.filter((drill) => drill.outcome === 'failed');
  const invalid = drills.filter((drill) => drill.outcome === 'invalid');
  const broken = verdicts.filter(({ good }) => !good);
  if (drills.length === 0 && broken.length === 0) return 'No fault was caused, so nothing was shown.';
  const parts = [
    failed.length === 0 ? [] : [`${ofAll(failed, drills)} failed: ${failed.map(reason).join('; ')}.`],
    invalid.length === 0
      ? []
      : [`${ofAll(invalid, drills)} showed nothing: the fault had no effect (${names(invalid)}).`],
    broken.map(({ claim, seen }) => `Of the whole, “${claim}” does not hold (${seen}).`),
  ].flat();
  if (parts.length > 0) return parts.join(' ');
  if (outcome !== 'passed')
    return `No single drill ${outcome === 'failed' ? 'failed' : 'was invalid'}, but the whole is ${outcome}.`;
  if (drills.every(({ calm }) => calm === true)) return 'Nothing was hurt, and nothing happened.';
  return drills.length === 1 ? 'The drill passed.' : `All ${count(drills.length)} drills passed.`;
}

/** For where every reason stands in a line of its own already. */
export function shortSentence(report: Report): string {
  const failed = report.drills.filter(({ outcome }) => outcome === 'failed');
  const begin = failed.length === 0 ? verdictSentence(report) : `${ofAll(failed, report.drills)} failed.`;
  return [begin, figuresSentence(report)].filter((text) => text !== '').join(' ');
}

function figuresSentence({ drills }: Report): string {
  const slowest = longestOutage(drills);
  const kept = loss(
    drills.flatMap(({ streams }) => streams),
    'kept',
  );
  const outage =
    slowest === undefined
      ? ''
      : `The longest time that the service was away for a running client was ${duration(slowest.ms)} (${slowest.name}).`;
  const lost =
    kept === undefined
      ? ''
      : `Of ${count(kept.acknowledged)} writes acknowledged as safe, ${kept.lost === 0 ? 'none was' : `${count(kept.lost)} ${kept.lost === 1 ? 'was' : 'were'}`} lost.`;
  return [outage, lost].filter((text) => text !== '').join(' ');
}

/** The highest client RTO of all drills, and whose it is. */
export function longestOutage(drills: readonly DrillResult[]): { ms: number; name: string } | undefined {
  const all = drills.flatMap((drill) => {
    const ms = clientRto(drill)?.max;
    return typeof ms === 'number' ? [{ ms, name: drill.name }] : [];
  });
  return all.sort((a, b) => b.ms - a.ms)[0];
}

function ofAll(some: readonly DrillResult[], all: readonly DrillResult[]): string {
  return `${count(some.length)} of ${plural(all.length, 'drill')}`;
}

function reason(drill: DrillResult): string {
  const broken = drill.verdicts.find(({ good }) => !good);
  return broken === undefined ? drill.name : `${drill.name} did not keep “${broken.claim}” (${broken.seen})`;
}

function names(drills: readonly DrillResult[]): string {
  return drills.map(({ name }) => name).join(', ');
}

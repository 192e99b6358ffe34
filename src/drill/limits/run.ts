import type { EngineContainer } from '../../engine/engine.ts';
import type { Leaders } from '../drill.ts';
import type { Bite } from './pressure.ts';

/** What was seen of one run of a drill, from which alone the verdicts are made. */
export interface Run {
  readonly before: Snapshot;
  readonly phases: readonly PhaseRun[];
  /** What could not be removed at the end, a line each. */
  readonly leftovers: readonly string[];
}

/** The stack as it was between two phases. */
export interface Snapshot {
  readonly containers: ReadonlyMap<string, EngineContainer>;
  /** Processes killed for memory since the container's start, by service; undefined where the cgroup could not be read. */
  readonly oomKills: ReadonlyMap<string, number | undefined>;
  /** How often the engine told of a shortage of memory since the drill began, by service. */
  readonly shortages: ReadonlyMap<string, number>;
  readonly leaders: Leaders;
}

export interface PhaseRun {
  readonly name: string;
  readonly seconds: number;
  readonly bites: readonly NamedBite[];
  readonly peaks: Peaks;
  readonly after: Snapshot;
}

export interface NamedBite extends Bite {
  readonly pressure: string;
}

/** The highest samples, MiB: anonymous, shared and kernel memory, without the page cache. */
export interface Peaks {
  /** Of all services at the same moment. */
  readonly stackMiB: number;
  readonly services: ReadonlyMap<string, number>;
  readonly samples: number;
}

export const noPeaks: Peaks = { stackMiB: 0, services: new Map(), samples: 0 };

/** The peaks with one more sample of every service. */
export function raised(peaks: Peaks, sample: ReadonlyMap<string, number>): Peaks {
  const services = new Map(peaks.services);
  let sum = 0;
  for (const [service, mib] of sample) {
    services.set(service, Math.max(mib, services.get(service) ?? 0));
    sum += mib;
  }
  return { stackMiB: Math.max(peaks.stackMiB, sum), services, samples: peaks.samples + 1 };
}

/** The peaks of a whole run. */
export function peaksOf({ phases }: Run): Peaks {
  const services = new Map<string, number>();
  for (const { peaks } of phases) {
    for (const [service, mib] of peaks.services)
      services.set(service, Math.max(mib, services.get(service) ?? 0));
  }
  return {
    services,
    stackMiB: Math.max(0, ...phases.map(({ peaks }) => peaks.stackMiB)),
    samples: phases.reduce((sum, { peaks }) => sum + peaks.samples, 0),
  };
}

/** The snapshots in order of time. */
export function snapshotsOf({ before, phases }: Run): readonly Snapshot[] {
  return [before, ...phases.map(({ after }) => after)];
}

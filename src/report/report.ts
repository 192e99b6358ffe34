import type { Note, Operation, StreamFacts } from '../drill/history.ts';
import type { Slo } from '../drill/slo.ts';
import type { Verdict } from '../drill/verdict.ts';

/** All verdicts of a drill with everything a reader needs to believe them. Plain data: report.json is this. */
export interface Report {
  /** Of this form; a reader of an older one says so instead of guessing. */
  readonly format: 1;
  readonly stack: string;
  /** ISO 8601, in UTC. */
  readonly began: string;
  /** The whole drill, ms. */
  readonly length: number;
  readonly outcome: Outcome;
  readonly failover: 'fast' | 'balanced' | 'relaxed';
  readonly host: HostFacts;
  /** `holdfast` -> `0.1.0`, `engine`, `redis`, `kafka`, `nginx`, `node`, clients. */
  readonly versions: Readonly<Record<string, string>>;
  /** One line for each workload: what load there was. */
  readonly load: readonly string[];
  readonly drills: readonly DrillResult[];
  /** What holds for the drill as a whole: null run, positive controls, one primary at the end, no OOM kill. */
  readonly verdicts: readonly Verdict[];
  /** What such a drill cannot show, a sentence each. */
  readonly blind: readonly string[];
}

/** `invalid`: a fault had no effect, so nothing was shown. It is not passed. */
export type Outcome = 'passed' | 'failed' | 'invalid';

export interface HostFacts {
  readonly os: string;
  readonly kernel: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** `Engine 26.1.5, Compose 2.26.1, cgroup v1` */
  readonly engine: string;
}

/** One target and fault, with all its runs. */
export interface DrillResult {
  /** `redis.primary:kill` */
  readonly name: string;
  /** `SIGKILL to the container; it stays down until healed` */
  readonly about: string;
  /** Load without any fault; its one run is all of it. */
  readonly calm?: true;
  readonly outcome: Outcome;
  readonly runs: readonly RunResult[];
  readonly streams: readonly StreamResult[];
  readonly slo: Slo;
  readonly verdicts: readonly Verdict[];
  /** Of the run with the median gap of the judged stream. */
  readonly timeline: Timeline | undefined;
}

export interface RunResult {
  readonly run: number;
  /** Services that were hurt. */
  readonly services: readonly string[];
  readonly evidence: string;
  /** From the fault, ms. */
  readonly healedAfter: number;
  /** From the heal, ms; null when the tier did not become whole. */
  readonly wholeAfter: number | null;
  readonly invalid?: string;
  readonly illness?: string;
}

export interface StreamResult extends StreamFacts {
  /** Longest gap between two acknowledgements around the fault, ms, a sample for each valid run. */
  readonly gaps: readonly number[];
  /** Of the same runs, the longest counted from the heal. */
  readonly sinceHeal?: readonly number[];
  /** In how many valid runs no acknowledgement came back before the run was over. */
  readonly notBack?: number;
  /** The statistics of `gaps`, by nearest rank: each is a sample that was seen. p95 only from 20 samples on. Null where there is none. */
  readonly median: number | null;
  readonly max: number | null;
  readonly p95: number | null;
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Acknowledged and missing at the end; of a consumer: acknowledged, in the log, and never delivered. */
  readonly lost: number;
  /** Of these: acknowledged after somebody else had been promoted. */
  readonly splitBrain?: number;
  /** Of a consumer: delivered again, which is allowed. */
  readonly duplicated: number;
  /** Of a lock: fencing tokens that did not grow. */
  readonly reordered: number;
  readonly stale: number;
  /** Of a lock: holdings that began while somebody else still held it. */
  readonly overlapping?: number;
  /** ms, of what was acknowledged outside any fault; and the slowest that was acknowledged in these runs. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly slowest: number | null;
}

/** What a reader sees drawn: one run, in steps. Times in ms from the fault, so that 0 is the fault. */
export interface Timeline {
  readonly run: number;
  readonly from: number;
  readonly to: number;
  /** Of one step, ms. */
  readonly step: number;
  readonly streams: readonly TimelineStream[];
  readonly marks: readonly Mark[];
}

export interface TimelineStream {
  readonly id: string;
  /** For each step. */
  readonly ok: readonly number[];
  readonly failed: readonly number[];
  /** The slowest that ended in the step, ms; null where none did. */
  readonly slowest: readonly (number | null)[];
  /** Where the gap lies that is this run's sample. Without it, the longest stretch of steps with no `ok` is shaded. */
  readonly gap?: { readonly from: number; readonly to: number };
}

export interface Mark {
  readonly at: number;
  readonly kind: Note['kind'];
  readonly text: string;
}

/** One line of history.jsonl. */
export type HistoryLine =
  | ({ readonly type: 'stream' } & StreamFacts)
  | ({ readonly type: 'operation'; readonly stream: string } & Operation)
  | ({ readonly type: 'note' } & Note)
  | { readonly type: 'incident' | 'leaders' | 'final'; readonly [key: string]: unknown };

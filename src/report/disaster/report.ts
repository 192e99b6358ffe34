import type { Rpo, Rto } from '../../drill/disaster/objectives.ts';
import type { Phase } from '../../drill/disaster/phases.ts';
import type { UserFigure } from '../../drill/disaster/users.ts';
import type { TierCheck } from '../../drill/disaster/verify.ts';
import type { Verdict } from '../../drill/verdict.ts';
import type { HostFacts, Report } from '../report.ts';

/** What a drill of a disaster has shown, with all that it rests on. Plain data: its report.json is this. */
export interface DisasterReport {
  /** Another form than that of other drills, which cannot be compared with it. */
  readonly format: 'disaster-1';
  readonly stack: string;
  /** ISO 8601, in UTC. */
  readonly began: string;
  /** The whole drill, ms. */
  readonly length: number;
  readonly outcome: 'passed' | 'failed';
  readonly failover: Report['failover'];
  readonly host: HostFacts;
  readonly versions: Readonly<Record<string, string>>;
  /** One line for each store. */
  readonly load: readonly string[];
  readonly backup: { readonly id: string; readonly took: number };
  readonly destroyed: { readonly services: readonly string[]; readonly volumes: readonly string[] };
  readonly rto: Rto;
  readonly rpo: Rpo;
  readonly tiers: readonly TierCheck[];
  readonly users: readonly UserFigure[];
  readonly verdicts: readonly Verdict[];
  readonly timeline: DisasterTimeline;
  /** What such a drill cannot show, a sentence each. */
  readonly blind: readonly string[];
}

/** What is drawn; times in ms since the destruction began, so that what went before is negative. */
export interface DisasterTimeline {
  readonly from: number;
  readonly to: number;
  /** Of one step, ms. */
  readonly step: number;
  /** Acknowledged writes in each step. */
  readonly rates: readonly { readonly tier: string; readonly acknowledged: readonly number[] }[];
  /** The moment that the backup stands for, and when it was complete. */
  readonly backup: { readonly began: number; readonly ended: number };
  readonly proven: number;
  readonly up: number;
  readonly phases: readonly Phase[];
}

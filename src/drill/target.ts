import type { DrillContext } from './drill.ts';
import type { Fault } from './fault.ts';

/** Something of a component's that can be hurt. It is looked for each time: the primary is another one after a failover. */
export interface Target {
  /** `redis.primary`, `web`: what stands before the fault, without number and argument. */
  readonly name: string;
  /** For --list: `the primary, as the Sentinels name it`. */
  readonly about: string;
  /** `.N` may follow, from 1 to this: one of several that are alike. */
  readonly count?: number;
  /** What may follow in brackets: `topic/partition`. */
  readonly argument?: string;
  /** Services it may turn out to be, for --dry-run. */
  readonly among: readonly string[];
  /** Names of the workloads that show what its loss costs. */
  readonly loads: readonly string[];
  /** Name of the workload whose clients have to go through a link of the drill's own for this to be hurt. */
  readonly link?: string;
  /** Faults that only this target takes, beside those that every service takes. */
  readonly own?: readonly Fault[];
  /** Names of faults that say nothing here. */
  readonly without?: readonly string[];
  /**
   * The services it stands for just now.
   *
   * @throws StackError('no') when there is none, or the one chosen is not there
   */
  readonly find: (context: DrillContext, pick: Pick) => Promise<readonly string[]>;
}

/** Which of several. */
export interface Pick {
  /** `redis.replica.2` */
  readonly number?: number;
  /** `kafka.leader(orders/0)` */
  readonly argument?: string;
}

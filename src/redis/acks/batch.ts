import type { Build } from '../connection/batch.ts';
import type { Connection } from '../connection/connection.ts';
import { UnansweredError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import { leftUntil, type Ground, type Settled } from './attempt.ts';
import type { Acknowledger } from './acknowledger.ts';
import { isWantOfReplicas, mayTryAgain, surelyNotApplied } from './outcome.ts';
import { Tally, type BatchOutcome } from './tally.ts';
import type { Turn } from './turns.ts';

/** How a batch is to be issued: as a command's options, for each of its commands. */
export type BatchWish = Omit<Settled, 'words' | 'shape'>;

/** Commands of a slice: many enough that a WAIT for each slice would cost little, few enough to keep the server busy. */
const sliceSize = 512;

/** Commands that may be on their way, acknowledgements included. */
const window = 16_384;

/**
 * Issues many commands and says of each what became of it. Never rejects for what a server does; rejects with what
 * `build` throws, or a TypeError for what is no argument. `build` is called again for a command that is tried again.
 */
export function runBatch(
  count: number,
  build: Build,
  wish: BatchWish,
  ground: Ground,
): Promise<BatchOutcome> {
  return new Promise((resolve, reject) => {
    new BatchRun(count, build, wish, ground, { resolve, reject }).more();
  });
}

interface Ending {
  readonly resolve: (outcome: BatchOutcome) => void;
  readonly reject: (error: Error) => void;
}

class BatchRun {
  readonly tally: Tally;
  readonly build: Build;
  readonly wish: BatchWish;
  readonly ground: Ground;
  over = false;
  private readonly count: number;
  private readonly ending: Ending;
  private issued = 0;
  private onTheirWay = 0;

  constructor(count: number, build: Build, wish: BatchWish, ground: Ground, ending: Ending) {
    this.count = count;
    this.build = build;
    this.wish = wish;
    this.ground = ground;
    this.ending = ending;
    this.tally = new Tally(count);
  }

  /** Issues as many slices as may be on their way. */
  more(): void {
    while (!this.over && this.issued < this.count && this.onTheirWay < window) {
      const size = Math.min(sliceSize, this.count - this.issued);
      const indices = Array.from({ length: size }, (_, at) => this.issued + at);
      this.issued += size;
      this.onTheirWay += size;
      this.ground.turns.enter(new Slice(this, indices, deadlineOf(this.wish.timeout)));
    }
    if (!this.over && this.tally.settled === this.count) {
      this.over = true;
      this.ending.resolve(this.tally.result);
    }
  }

  /** So many commands are settled. */
  done(count: number): void {
    this.onTheirWay -= count;
    this.more();
  }

  /** No connection within the time that a command has: what was not issued yet is not going to be. */
  giveUp(error: Error): void {
    for (; this.issued < this.count; this.issued++) this.tally.settle(this.issued, error, 'surely not');
  }

  stop(error: unknown): void {
    this.over = true;
    this.ending.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Some commands of a batch in one try, with one acknowledgement. */
class Slice implements Turn {
  readonly deadline: number;
  private readonly run: BatchRun;
  private readonly indices: readonly number[];
  private readonly again: number[] = [];
  private readonly applied: number[] = [];
  private connection: Connection | undefined;
  private answered = 0;
  private finished = false;
  private settled = 0;
  private acknowledgement: 'awaited' | 'given' | Error = 'given';

  constructor(run: BatchRun, indices: readonly number[], deadline: number) {
    this.run = run;
    this.indices = indices;
    this.deadline = deadline;
  }

  go(connection: Connection): void {
    if (this.run.over) return;
    const { ground, wish } = this.run;
    this.connection = connection;
    try {
      const commands = this.indices.map((index): readonly Argument[] => this.run.build(index));
      if (wish.ack !== 'primary') {
        this.acknowledgement = 'awaited';
        ground.acknowledger(connection).add(wish.ack, this.acknowledged);
      }
      const options = { shape: 'none', timeout: leftUntil(this.deadline) } as const;
      connection.sendMany(commands, this.settle, this.refuse, options);
    } catch (error) {
      this.run.stop(error);
    }
  }

  late(error: Error): void {
    for (const index of this.indices) this.run.tally.settle(index, error, 'surely not');
    this.run.giveUp(error);
    this.run.done(this.indices.length);
  }

  private readonly settle = (): void => {
    const index = this.indices[this.answered++];
    if (index !== undefined) this.applied.push(index);
    this.finish();
  };

  private acknowledger(): Acknowledger | undefined {
    const { connection, run } = this;
    const none = connection === undefined || run.wish.ack === 'primary';
    return none ? undefined : run.ground.acknowledger(connection);
  }

  private readonly refuse = (error: Error): void => {
    // An error that is no reply ends the row: it is the fate of all that have none.
    const all = error instanceof UnansweredError;
    if (isWantOfReplicas(error)) this.acknowledger()?.refused();
    const fate = this.indices.slice(this.answered, all ? undefined : this.answered + 1);
    this.answered += fate.length;
    for (const index of fate) this.refused(index, error);
    // Nobody is going to ask for the acknowledgement of what was answered before.
    if (all && this.connection?.open !== true && this.acknowledgement === 'awaited')
      this.acknowledgement = error;
    this.finish();
  };

  private readonly acknowledged = (error?: Error): void => {
    this.acknowledgement = error ?? 'given';
    this.finish();
  };

  private refused(index: number, error: Error): void {
    const { tally, wish } = this.run;
    const unapplied = surelyNotApplied(error);
    if (!unapplied) tally.doubt(index);
    if (performance.now() < this.deadline && mayTryAgain(error, wish.idempotent)) this.again.push(index);
    else this.conclude(index, error, unapplied ? 'surely not' : 'perhaps');
  }

  private conclude(index: number, error?: Error, applied?: 'surely not' | 'perhaps'): void {
    this.run.tally.settle(index, error, applied);
    this.settled++;
  }

  /** When all have their reply and the acknowledgement is there, or never comes. */
  private finish(): void {
    const { acknowledgement, applied } = this;
    if (this.answered < this.indices.length || this.run.over || this.finished) return;
    if (acknowledgement === 'awaited' && applied.length > 0) {
      this.askAcknowledgement();
      return;
    }
    this.finished = true;
    if (acknowledgement === 'given' || acknowledgement === 'awaited')
      for (const index of applied) this.conclude(index);
    else for (const index of applied) this.unacknowledged(index, acknowledgement);
    if (this.again.length > 0) this.retry();
    this.run.done(this.settled);
  }

  private askAcknowledgement(): void {
    const { ack } = this.run.wish;
    if (ack !== 'primary') this.acknowledger()?.answered(ack);
  }

  private unacknowledged(index: number, error: Error): void {
    this.run.tally.doubt(index);
    if (this.run.wish.idempotent && performance.now() < this.deadline) this.again.push(index);
    else this.conclude(index, error, 'perhaps');
  }

  private retry(): void {
    const { turns } = this.run.ground;
    const next = new Slice(this.run, this.again, this.deadline);
    if (this.connection?.open === true) turns.enterLater(next);
    else turns.enter(next);
  }
}

function deadlineOf(timeout: number): number {
  return timeout > 0 ? performance.now() + timeout : Infinity;
}

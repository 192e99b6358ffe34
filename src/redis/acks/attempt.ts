import type { Connection } from '../connection/connection.ts';
import { noConnection } from '../client/arrivals.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply, Shape } from '../protocol/reply.ts';
import type { Acknowledger } from './acknowledger.ts';
import { isWantOfReplicas, mayTryAgain, surelyNotApplied, type Ack, type Outcome } from './outcome.ts';
import type { Turn, Turns } from './turns.ts';

/** What one command may want. */
export interface AttemptOptions {
  /** The client's own unless said. */
  readonly ack?: Ack;
  /**
   * Applied twice it does no more than applied once, as SET and DEL do and INCR does not: then it is tried again also
   * when it may have been applied. Reads always are. False unless said.
   */
  readonly idempotent?: boolean;
  /** ms for all tries together; the client's own unless said. */
  readonly timeout?: number;
  readonly shape?: Shape;
  /** Gives it up: what was sent is `unknown` then. */
  readonly signal?: AbortSignal;
}

/** A command with everything settled that its options leave open. */
export interface Settled {
  readonly words: readonly Argument[];
  readonly ack: Ack;
  readonly idempotent: boolean;
  readonly timeout: number;
  readonly shape: Shape;
}

/** Where attempts are made. */
export interface Ground {
  readonly turns: Turns;
  readonly acknowledger: (connection: Connection) => Acknowledger;
}

/** One command, from its issue over all its tries to its outcome. */
export class Attempt implements Turn {
  readonly deadline: number;
  private readonly command: Settled;
  private readonly ground: Ground;
  private finish: ((outcome: Outcome) => void) | undefined;
  /** Counts the tries: what an earlier one still hears is of no interest. */
  private round = 0;
  private reply: Reply = null;
  private replied = false;
  private connection: Connection | undefined;
  /** Why an earlier try may have been applied: from then on nothing makes it a `fail`. */
  private doubt: Error | undefined;

  /** `finish` is called once and must not throw. */
  constructor(
    command: Settled,
    ground: Ground,
    finish: (outcome: Outcome) => void,
    began: number = performance.now(),
  ) {
    this.command = command;
    this.ground = ground;
    this.finish = finish;
    this.deadline = command.timeout > 0 ? began + command.timeout : Infinity;
  }

  start(): void {
    this.ground.turns.enter(this);
  }

  /** A first try was made by other means, and refused. */
  resume(connection: Connection, error: Error): void {
    this.connection = connection;
    this.refuse(error);
  }

  go(connection: Connection): void {
    const { words, ack, shape } = this.command;
    const round = ++this.round;
    this.connection = connection;
    this.replied = false;
    if (ack !== 'primary')
      // Before it is issued: a large command is written at once, and its WAIT must be in that write.
      this.ground.acknowledger(connection).add(ack, (error) => {
        if (round === this.round && this.finish !== undefined) this.acknowledged(error);
      });
    const timeout = leftUntil(this.deadline);
    try {
      connection.sendMany([words], this.settle, this.refuse, { timeout, shape });
    } catch (error) {
      this.conclude({ outcome: 'fail', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  late(error: Error): void {
    this.conclude({ outcome: 'fail', error });
  }

  /** The caller's signal fired. */
  abort(reason: unknown): void {
    const error = noConnection('ABORTED', reason);
    if (this.ground.turns.leave(this)) this.conclude({ outcome: 'fail', error });
    else this.conclude({ outcome: 'unknown', error });
  }

  private readonly settle = (reply: Reply): void => {
    this.reply = reply;
    this.replied = true;
    const { ack } = this.command;
    if (ack === 'primary') this.conclude({ outcome: 'ok', reply });
    else this.acknowledger()?.answered(ack);
  };

  private readonly refuse = (error: Error): void => {
    if (this.finish === undefined) return;
    if (isWantOfReplicas(error)) this.acknowledger()?.refused();
    const { idempotent } = this.command;
    const unapplied = surelyNotApplied(error);
    if (!unapplied) this.doubt ??= error;
    if (this.mayGoOn() && mayTryAgain(error, idempotent)) this.tryAgain();
    else this.conclude({ outcome: unapplied ? 'fail' : 'unknown', error });
  };

  private acknowledged(error: Error | undefined): void {
    if (error === undefined && this.replied) {
      this.conclude({ outcome: 'ok', reply: this.reply });
      return;
    }
    const why = error ?? new Error('it was acknowledged before it was answered');
    this.doubt ??= why;
    if (this.command.idempotent && this.mayGoOn()) this.tryAgain();
    else this.conclude({ outcome: 'unknown', error: why });
  }

  private acknowledger(): Acknowledger | undefined {
    const { connection, ground, command } = this;
    return connection === undefined || command.ack === 'primary'
      ? undefined
      : ground.acknowledger(connection);
  }

  private mayGoOn(): boolean {
    return performance.now() < this.deadline;
  }

  private tryAgain(): void {
    this.round++;
    // A node that stays in use would say the same again at once.
    if (this.connection?.open === true) this.ground.turns.enterLater(this);
    else this.ground.turns.enter(this);
  }

  private conclude(outcome: Outcome): void {
    const { finish, doubt } = this;
    this.finish = undefined;
    this.round++;
    if (outcome.outcome !== 'ok' && doubt !== undefined) finish?.({ outcome: 'unknown', error: doubt });
    else finish?.(outcome);
  }
}

/** ms that a try has. Never 0, which is for commands that block: the silence of a paused server would not count. */
export function leftUntil(deadline: number): number {
  return Math.min(Math.max(1, deadline - performance.now()), 2 ** 31);
}

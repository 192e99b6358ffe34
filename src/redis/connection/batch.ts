import { BatchError, ReplyError, UnansweredError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply, Shape } from '../protocol/reply.ts';
import type { Connection } from './connection.ts';

/** Makes the command of an index; called once for each, in order, not before there is room for it. */
export type Build = (index: number) => readonly Argument[];

export interface BatchOptions {
  /** How strings are wanted; `text` unless said, `none` when only the outcome counts. */
  readonly shape?: Shape;
  /** ms from the issue of a command to its reply; the connection's own unless said. */
  readonly timeout?: number;
  /** Gives the batch up: what is on its way may be applied, the rest is not sent. */
  readonly signal?: AbortSignal;
}

/** How many replies there were, and how many of them errors. */
export interface BatchCount {
  readonly ok: number;
  readonly failed: number;
  readonly firstError: ReplyError | undefined;
}

/** Commands that share one place in the order of replies: few enough that the server begins while we go on. */
const sliceSize = 256;

/** Slices on their way at once, if the high-water mark allows: enough that neither side ever waits. */
const slices = 8;

/** Who hears of the replies of a batch. */
interface Listener {
  readonly settle: (value: Reply) => void;
  readonly fail: (error: ReplyError) => void;
}

/** All replies in order, an error among them as a value. Rejects with BatchError when the connection ends first. */
export async function batchReplies(
  connection: Connection,
  count: number,
  build: Build,
  options: BatchOptions = {},
): Promise<(Reply | ReplyError)[]> {
  const replies: Reply[] = [];
  const keep = (value: Reply): void => void replies.push(value);
  await run(connection, count, build, options, { settle: keep, fail: keep }, replies);
  return replies;
}

/** Only counts. Rejects with BatchError when the connection ends first. */
export async function batchCount(
  connection: Connection,
  count: number,
  build: Build,
  options: Omit<BatchOptions, 'shape'> = {},
): Promise<BatchCount> {
  let ok = 0;
  let failed = 0;
  let firstError: ReplyError | undefined;
  const settle = (): void => {
    ok++;
  };
  const fail = (error: ReplyError): void => {
    failed++;
    firstError ??= error;
  };
  await run(connection, count, build, { ...options, shape: 'none' }, { settle, fail }, []);
  return { ok, failed, firstError };
}

function run(
  connection: Connection,
  count: number,
  build: Build,
  options: BatchOptions,
  listener: Listener,
  replies: readonly Reply[],
): Promise<void> {
  if (count === 0) return Promise.resolve();
  const { signal } = options;
  return new Promise<void>((resolve, reject) => {
    const done = (): void => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    };
    const failed = (cause: Error, answered: number, issued: number): void => {
      signal?.removeEventListener('abort', aborted);
      reject(new BatchError(cause, { answered, issued, replies }));
    };
    const batch = new BatchRun(connection, { count, build, options, listener, done, failed });
    const aborted = (): void => {
      batch.stop(new UnansweredError('ABORTED', true, 'a batch was aborted', signal?.reason));
    };
    signal?.addEventListener('abort', aborted, { once: true });
    if (signal?.aborted === true) aborted();
    else batch.more();
  });
}

interface Task {
  readonly count: number;
  readonly build: Build;
  readonly options: BatchOptions;
  readonly listener: Listener;
  readonly done: () => void;
  readonly failed: (cause: Error, answered: number, issued: number) => void;
}

/** Keeps slices on their way until all are answered. No promise and no closure for a single command. */
class BatchRun {
  private readonly connection: Connection;
  private readonly task: Task;
  private issued = 0;
  private answered = 0;
  private over = false;

  constructor(connection: Connection, task: Task) {
    this.connection = connection;
    this.task = task;
  }

  /** Issues as many slices as there is room for. */
  readonly more = (): void => {
    const { connection, task } = this;
    while (
      !this.over &&
      this.issued < task.count &&
      this.issued - this.answered <= sliceSize * (slices - 1)
    ) {
      if (connection.full) {
        connection.drain().then(this.more, this.stop);
        return;
      }
      this.slice(Math.min(sliceSize, task.count - this.issued, connection.room));
    }
  };

  private slice(size: number): void {
    const { build, options } = this.task;
    const commands = new Array<readonly Argument[]>(size);
    try {
      for (let i = 0; i < size; i++) commands[i] = build(this.issued + i);
      this.connection.sendMany(commands, this.settle, this.fail, options);
      if (!this.over) this.issued += size;
    } catch (error) {
      this.stop(error);
    }
  }

  private readonly settle = (value: Reply): void => {
    if (this.over) return;
    this.task.listener.settle(value);
    this.one();
  };

  private readonly fail = (error: Error): void => {
    if (this.over) return;
    if (!(error instanceof ReplyError)) {
      this.stop(error);
      return;
    }
    this.task.listener.fail(error);
    this.one();
  };

  private one(): void {
    this.answered++;
    if (this.answered === this.task.count) {
      this.over = true;
      this.task.done();
    } else if (this.answered % sliceSize === 0 || this.answered === this.issued) this.more();
  }

  /** Ends it before all is answered. */
  readonly stop = (error: unknown): void => {
    if (this.over) return;
    this.over = true;
    this.task.failed(error instanceof Error ? error : new Error(String(error)), this.answered, this.issued);
  };
}

/**
 * What the clients saw, append-only. Times are ms since the history began, on one monotonic clock; nothing in it is a
 * judgement. Plain data: it is written as JSON Lines and checked by pure functions.
 */
export interface History {
  readonly streams: readonly Stream[];
  readonly incidents: readonly Incident[];
  readonly notes: readonly Note[];
  /** What was there at the end, when all was healed and every client had stopped. */
  readonly finals: readonly Final[];
  /** When every client was connected: what was before is no part of the null run. 0 where absent. */
  readonly ready?: number;
  /** Who led when the null run began and when the load was stopped, where nothing was to be hurt. */
  readonly led?: Led;
  /** When the load was stopped: what ends later was begun before. The end of the last operation where absent. */
  readonly stopped?: number;
  /** How long all of it took, ms. */
  readonly length: number;
}

/**
 * The operations of one kind by one kind of client. Each stream keeps to a fixed pace for every key, whether or not
 * answers come: an operation counts from when it should have begun (no coordinated omission).
 */
export interface Stream extends StreamFacts {
  /** In the order in which they ended. */
  readonly operations: readonly Operation[];
}

export interface StreamFacts {
  /** `redis/set/holdfast/replica`: unique, and the same in every run. */
  readonly id: string;
  /** The workload it belongs to: `redis`. */
  readonly tier: string;
  /** `holdfast/redis`, `ioredis 6`, `kafkajs`. */
  readonly client: string;
  /** `SET acknowledged by a replica`. */
  readonly title: string;
  /**
   * `write` promises that a value is there, `count` that it was added once, `lock` that nobody else has it; the others
   * promise an answer only.
   */
  readonly kind: 'write' | 'count' | 'lock' | 'read' | 'consume' | 'request' | 'socket';
  /**
   * `client`: one client that lives through it all, as apps have (client RTO). `cluster`: a fresh connection for each
   * operation, which shows when the tier itself is back (cluster RTO). `inside`: the same from inside the stack's network:
   * what is longer by `cluster` is of the published ports and of the host.
   */
  readonly view: 'client' | 'cluster' | 'inside';
  /**
   * What an `ok` is worth. `kept`: it survives any single fault, so one that is missing fails the drill. `counted`:
   * its acknowledgement promises less, so what is missing is counted and shown. `control`: losses are expected, and their
   * absence would put the checkers in doubt.
   */
  readonly promise: 'kept' | 'counted' | 'control';
  /** True for the stream whose gaps the tier's RTO is judged by; others are shown beside it. */
  readonly judged: boolean;
  /** Where keys have gaps of their own (partitions of Kafka): the longest of any key counts. */
  readonly keyed: boolean;
  /** Between two operations on one key by plan, ms: no gap is known better than that. */
  readonly interval: number;
}

/**
 * `ok`: acknowledged. `fail`: surely not applied. `info`: nobody knows. Only an `ok` can be lost; an `info` may turn up
 * or not.
 */
export interface Operation {
  /** Redis key, `topic/partition`, path. */
  readonly key: string;
  /**
   * The sequence that was written or read, from 1; of one key it only grows. 0 is a read that found nothing. What reads or
   * consumes has the same key as what wrote. Of a lock it is the fencing token, and 0 where somebody else had the lock.
   */
  readonly value: number;
  /** When it should have begun. */
  readonly at: number;
  readonly end: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Why not, in the client's words. */
  readonly why?: string;
  /**
   * Of a fast stream, where one line stands for several that are alike and followed each other on one key: how many. `value`
   * is that of the last, which those before count up to; `at` is the first one's, `end` the last one's.
   */
  readonly count?: number;
  /** Of several: what the slowest took, and how many took no longer than so many ms, step by step. */
  readonly slowest?: number;
  readonly took?: readonly (readonly [upTo: number, count: number])[];
  /** Of a lock that was taken: for how long its holder could take it for its own. */
  readonly held?: Held;
}

/** ms since the history began. */
export interface Held {
  /** When the taking was acknowledged, which is also the operation's end. */
  readonly from: number;
  /** When the release was sent, or the lease was over by the holder's clock, whichever was first. */
  readonly to: number;
}

/** One time that something was hurt. */
export interface Incident {
  /** `redis.primary:kill`, several joined by `+`. */
  readonly name: string;
  /** From 1, among those of the same name. */
  readonly run: number;
  /** The services that were hurt. */
  readonly services: readonly string[];
  /** Names of the workloads that show what it costs: only their streams are judged. All where absent. */
  readonly loads?: readonly string[];
  /** When the fault was begun, and when it was seen to have an effect. */
  readonly began: number;
  readonly bitten: number;
  /** When healing began; equal to `bitten` for faults that need none. */
  readonly healed: number;
  /** When the tier was whole again, with all of its members; undefined when it was not within the limit. */
  readonly whole: number | undefined;
  /** The end of what is looked at: load has run for a while on the whole tier. */
  readonly over: number;
  /** What showed that it had an effect: `redis-1 is exited with 137`. */
  readonly evidence: string;
  /** Why this run shows nothing: the fault did not bite. */
  readonly invalid?: string;
  /** Manual help that was not needed, but that the heal could not bring about: why the tier is not whole. */
  readonly illness?: string;
  /** Who led before and after, of a fault by which nobody should lose a lead. */
  readonly led?: Led;
}

/**
 * Who led at two looks, each lead with its epoch: `redis primary` -> `redis-1 (epoch 3)`. Epochs only grow, so that two
 * equal looks mean that nothing failed over in between. Null when nobody could say it.
 */
export interface Led {
  readonly before: Readonly<Record<string, string>> | null;
  readonly after: Readonly<Record<string, string>> | null;
}

/** Something that happened, for the timeline. */
export interface Note {
  readonly at: number;
  readonly kind: 'fault' | 'heal' | 'whole' | 'role';
  readonly text: string;
}

/** What a stream's keys held at the end. */
export type Final =
  /** The value of each key; undefined for one that is not there. A key that is not named counts as not there. */
  | {
      readonly kind: 'register';
      readonly stream: string;
      readonly values: ReadonlyMap<string, number | undefined>;
    }
  /** How often something was added to each key. */
  | { readonly kind: 'counter'; readonly stream: string; readonly values: ReadonlyMap<string, number> }
  /** All values of each key in the order in which a reader gets them. */
  | {
      readonly kind: 'log';
      readonly stream: string;
      readonly values: ReadonlyMap<string, readonly number[]>;
    }
  /** The same, where there may be millions: values that follow each other by one are a run. */
  | { readonly kind: 'runs'; readonly stream: string; readonly values: ReadonlyMap<string, readonly Run[]> };

export type Run = readonly [first: number, last: number];

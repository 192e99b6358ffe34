import { setTimeout as sleep } from 'node:timers/promises';
import { Tempo } from '../../../../drill/tempo.ts';
import type { LoadContext, Pen } from '../../../../drill/workload.ts';
import { StackError } from '../../../../errors.ts';
import type { RedisSettings } from '../../schema.ts';
import { keyPrefix } from '../writer.ts';
import type { Clients } from './clients.ts';
import type { Kept } from './end.ts';
import { longestHold } from './courses.ts';
import { KeyChain } from './keys.ts';
import { Lane } from './lane.ts';
import { courseOf } from './lines.ts';
import { lockKeys, type LockKeys } from './lock.ts';
import { ourPatience } from './ours.ts';
import { stockPatience } from './stock.ts';
import { after } from './schedule.ts';
import { streamPlans, type StreamName, type StreamPlan } from './streams.ts';

/** ms until each stream must have had its first `ok`, of a tier that is whole. */
const firstAnswer = 30_000;

/** All writers and readers of all streams. They begin at once, each at its own place in the pace of its stream. */
export class RunningStreams {
  readonly tempo: Tempo;
  readonly #plans: readonly StreamPlan[];
  readonly #chains: ReadonlyMap<StreamName, readonly KeyChain[]>;
  readonly #lanes: readonly Lane[];
  /** Streams without an `ok` so far. */
  readonly #silent = new Set<string>();
  readonly #lock: LockKeys;
  readonly #context: LoadContext;

  constructor(settings: RedisSettings, clients: Clients, context: LoadContext) {
    const { now } = context.recorder;
    this.#context = context;
    this.tempo = new Tempo(context.eased);
    this.#plans = streamPlans(settings, context.pace).filter(
      ({ name }) => name !== 'node-redis' || clients.nodeRedis !== undefined,
    );
    this.#chains = new Map(
      this.#plans
        .filter(({ name }) => name !== 'reads' && name !== 'lock')
        .map((plan) => [plan.name, newChains(plan, context.word)]),
    );
    this.#lock = lockKeys(`${keyPrefix}${context.word}`);
    const clock = { now, after };
    const ground = { clients, chains: this.#chains, lock: this.#lock, clock };
    const begin = now();
    this.#lanes = this.#plans.flatMap((plan) => {
      const pen = this.#penOf(plan);
      return Array.from(
        { length: plan.lanes },
        (_, lane) =>
          new Lane({
            clock,
            pen,
            course: courseOf(plan.name, lane, ground),
            interval: () => this.tempo.interval(plan.pace),
            at: begin + lane * plan.facts.interval,
            patience: patienceOf(plan.name),
          }),
      );
    });
  }

  /** What can be read back at the end: every key of every writer. */
  get kept(): readonly Kept[] {
    return this.#plans.flatMap(({ name, facts }) => {
      const keys = (this.#chains.get(name) ?? []).flatMap(({ all }) => all);
      const kind = facts.kind === 'count' ? 'counter' : 'register';
      return keys.length === 0 ? [] : [{ stream: facts.id, kind, keys }];
    });
  }

  /** All that is to be removed. */
  get keys(): readonly string[] {
    const { lock, fence } = this.#lock;
    return [...this.kept.flatMap(({ keys }) => keys), lock, fence];
  }

  /**
   * Resolves when every stream has had an `ok`.
   *
   * @throws StackError('no') when one had none in time
   */
  async answered(): Promise<void> {
    const { recorder, signal } = this.#context;
    const end = recorder.now() + firstAnswer;
    while (this.#silent.size > 0) {
      if (recorder.now() > end)
        throw new StackError('no', `no answer from Redis for ${[...this.#silent].join(', ')}`, {
          hint: 'holdfast status shows how Redis is',
        });
      await sleep(20, undefined, { signal });
    }
  }

  /** Nothing new; resolves when what is under way has ended or was given up. */
  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  #penOf({ facts }: StreamPlan): Pen {
    const pen = this.#context.recorder.stream(facts);
    this.#silent.add(facts.id);
    return (operation) => {
      if (operation.outcome === 'ok') this.#silent.delete(facts.id);
      pen(operation);
    };
  }
}

function newChains({ name, lanes }: StreamPlan, word: string): KeyChain[] {
  const prefix = `${keyPrefix}${word}:${name}:`;
  return Array.from({ length: lanes }, (_, lane) => new KeyChain(prefix + String(lane + 1)));
}

/** Clients with a deadline of their own keep it; a little more is for those that do not. */
function patienceOf(name: StreamName): number {
  if (name === 'ioredis' || name === 'node-redis') return stockPatience;
  return ourPatience + 500 + (name === 'lock' ? longestHold : 0);
}

import type { Strike } from '../../../src/drill/aim.ts';
import type { DrillContext, DrillPart } from '../../../src/drill/drill.ts';
import type { Fault, Wound } from '../../../src/drill/fault.ts';
import { everywhere } from '../../../src/drill/faults/index.ts';
import { parseStrikes } from '../../../src/drill/aim.ts';
import { runSession, type Session } from '../../../src/drill/run/session.ts';
import { woundsFrom } from '../../../src/drill/run/wounds.ts';
import type { Target } from '../../../src/drill/target.ts';
import type { Workload } from '../../../src/drill/workload.ts';
import type { EngineContainer } from '../../../src/engine/engine.ts';
import { FakeEngine, wellContainers, type FakeWorld } from '../../support/fake-engine.ts';
import { plan } from '../limits/runs.ts';

/** An engine whose containers really change: killed ones exit, started ones run. Some may be told to be stubborn. */
export class Stage {
  readonly containers = new Map<string, EngineContainer>(wellContainers(plan));
  readonly engine: FakeEngine;
  readonly kept: (readonly Wound[])[] = [];
  readonly wounds = woundsFrom([], (wounds) => this.kept.push(wounds));
  readonly signal = new AbortController();
  readonly context: DrillContext;
  /** What happened to the workload, in order. */
  readonly load: string[] = [];

  constructor(
    stubborn: { readonly kill?: boolean; readonly start?: () => void } = {},
    world: Partial<FakeWorld> = {},
  ) {
    this.engine = new FakeEngine({ containers: this.containers, ...world });
    this.context = { plan, engine: this.engine, secret: () => '', signal: this.signal.signal };
    const { hurt } = this.engine;
    this.engine.hurt = {
      ...hurt,
      kill: (stack, service, signal) => {
        if (stubborn.kill !== true) this.become(service, 'exited');
        return hurt.kill(stack, service, signal);
      },
      start: async (stack, service) => {
        stubborn.start?.();
        this.become(service, 'running');
        await hurt.start(stack, service);
      },
    };
  }

  become(service: string, state: EngineContainer['state']): void {
    const container = this.containers.get(service);
    if (container !== undefined)
      this.containers.set(service, { ...container, state, exitCode: state === 'exited' ? 137 : 0 });
  }

  readonly target: Target = {
    name: 'redis.primary',
    about: 'the primary',
    among: ['redis-1'],
    loads: ['redis'],
    find: () => Promise.resolve(['redis-1']),
  };

  /** Ten operations a second while redis-1 runs. */
  readonly workload: Workload = {
    name: 'redis',
    about: 'ten a second',
    start: ({ recorder }) => {
      this.load.push('start');
      const pen = recorder.stream({
        id: 'redis/set',
        tier: 'redis',
        client: 'fake',
        title: 'SET',
        kind: 'write',
        view: 'client',
        promise: 'kept',
        judged: true,
        keyed: false,
        interval: 5,
      });
      let value = 0;
      const timer = setInterval(() => {
        const up = this.containers.get('redis-1')?.state === 'running';
        pen({ key: 'a', value: (value += 1), at: recorder.now(), outcome: up ? 'ok' : 'info' });
      }, 5);
      return Promise.resolve({
        stop: () => {
          clearInterval(timer);
          this.load.push('stop');
          return Promise.resolve();
        },
        readBack: () => {
          this.load.push('read');
          return Promise.resolve([
            { kind: 'register', stream: 'redis/set', values: new Map([['a', value]]) } as const,
          ]);
        },
        clean: () => {
          this.load.push('clean');
          return Promise.resolve();
        },
      });
    },
  };

  run(
    names: readonly string[],
    more: {
      readonly faults?: readonly Fault[];
      readonly part?: Partial<DrillPart>;
      /** Nothing is to be hurt. */
      readonly still?: boolean;
      readonly calm?: number;
    } = {},
  ) {
    const target = more.faults === undefined ? this.target : { ...this.target, own: more.faults };
    const strikes: readonly Strike[] = parseStrikes(names, [target]);
    const part: DrillPart = { pressures: [], workload: this.workload, targets: [target], ...more.part };
    return runSession(
      { strikes, loads: new Set(['redis']), warmUp: 20, still: more.still ?? false, pace: 1, word: 'w' },
      [part],
      this.context,
      {
        observers: [],
        faults: [...everywhere, ...(more.faults ?? [])],
        wounds: this.wounds,
        progress: (_title, work) => work(() => undefined),
        limits: { before: 50, bite: 60, back: 300, whole: 200, calm: more.calm ?? 20 },
        waits: { answer: 20, rest: 5, settle: 100 },
      },
    ) satisfies Promise<Session>;
  }
}

/** A fault that is over as soon as it was held for a moment. */
export function quickly(fault: Fault): Fault {
  return { ...fault, name: `quick-${fault.name}`, hold: 30 };
}

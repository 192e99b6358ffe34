import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../../../src/backup/manifest.ts';
import type { DrillPart } from '../../../src/drill/drill.ts';
import type { Means } from '../../../src/drill/disaster/run.ts';
import type { Witness } from '../../../src/drill/disaster/witness.ts';
import type { DisasterOptions } from '../../../src/drill/disaster/run.ts';
import { woundsFrom } from '../../../src/drill/run/wounds.ts';
import { FakeEngine, wellContainers, type FakeWorld } from '../../support/fake-engine.ts';
import { plan } from '../limits/runs.ts';

/** A store in memory, a backup of it that is a copy, and the stack around it. */
export class PlayedStack {
  readonly store = new Map<string, string>([['mine', 'of the user']]);
  readonly engine: FakeEngine;
  readonly notes: string[] = [];
  readonly wounds;
  /** Every state of the wounds' file. */
  readonly kept: string[] = [];
  readonly calls: string[] = [];
  readonly interruption = new AbortController();
  #saved: ReadonlyMap<string, string> = new Map();
  #looks = 0;
  /** What a test makes go wrong. */
  readonly faults: {
    /** After the restore has filled the store. */
    spoil?: () => void;
    restore?: () => Promise<void>;
    tryOut?: () => Promise<void>;
    volumes?: readonly string[];
    absent?: boolean;
    /** Of the third look, at what was restored. */
    count?: () => Promise<void>;
  } = {};

  constructor(world: Partial<FakeWorld> = {}) {
    this.engine = new FakeEngine({ containers: wellContainers(plan), ...world });
    this.wounds = woundsFrom([], (wounds) => {
      this.kept.push(wounds.map(({ fault, words }) => `${fault} ${words?.['backup'] ?? ''}`).join());
    });
  }

  get context() {
    return { plan, engine: this.engine, secret: () => '', signal: this.interruption.signal };
  }

  get options(): DisasterOptions {
    return {
      parts: [this.part],
      observers: [],
      means: this.means,
      wounds: this.wounds,
      progress: (title, work) => {
        this.calls.push(title);
        return work(() => undefined);
      },
      note: (line) => this.notes.push(line),
      seconds: 0.1,
      word: 'w',
    };
  }

  get part(): DrillPart {
    return {
      pressures: [],
      witness: this.witness,
      sweep: () => {
        this.calls.push('sweep');
        for (const key of this.own()) this.store.delete(key);
        return Promise.resolve();
      },
    };
  }

  own(): readonly string[] {
    return [...this.store.keys()].filter((key) => key.startsWith('drill:'));
  }

  get means(): Means {
    return {
      backup: async (progress) =>
        progress('saving', async () => {
          await sleep(20);
          this.#saved = new Map(this.store);
          await sleep(20);
          return '20260131-030000';
        }),
      tryOut: async () => {
        await this.faults.tryOut?.();
        return { id: '20260131-030000', kafka: { records: this.#saved.size } } as Manifest;
      },
      volumes: () => Promise.resolve(this.faults.volumes ?? ['shop-redis-1-data', 'shop-kafka-1-data']),
      restore: async (_id, progress, onProven) => {
        await progress('restoring', async () => {
          await this.faults.restore?.();
          this.store.clear();
          for (const [key, value] of this.#saved) this.store.set(key, value);
          this.faults.spoil?.();
        });
        await onProven();
        await progress('starting the stack', () => sleep(5));
      },
    };
  }

  get witness(): Witness {
    const own = () => this.own();
    return {
      tier: 'store',
      about: 'one key after another',
      start: ({ note }) => {
        let sequence = 0;
        const timer = setInterval(() => {
          sequence += 1;
          const record = { id: `drill:${String(sequence)}`, value: String(sequence) };
          const acknowledged = note(record);
          this.store.set(record.id, record.value);
          acknowledged();
        }, 2);
        return Promise.resolve({
          stop: () => {
            clearInterval(timer);
            this.calls.push('load stopped');
            return Promise.resolve();
          },
        });
      },
      probe: ({ note }) => {
        const acknowledged = note({ id: 'drill:probe', value: 'probe' });
        this.store.set('drill:probe', 'probe');
        acknowledged();
        return Promise.resolve();
      },
      readBack: () => Promise.resolve(own().map((id) => ({ id, value: this.store.get(id) ?? '' }))),
      count: async () => {
        this.#looks += 1;
        if (this.#looks === 3) await this.faults.count?.();
        return [{ tier: 'store', what: 'keys', number: this.store.size, withOwn: true }];
      },
      saved: ({ kafka }) =>
        this.faults.absent === true || kafka === undefined
          ? undefined
          : [
              {
                tier: 'store',
                what: 'keys',
                covered: kafka.records,
                restorable: kafka.records,
                withOwn: true,
              },
            ],
    };
  }
}

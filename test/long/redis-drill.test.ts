import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { drillRedis } from '../../src/components/redis/drill.ts';
import { redisSchema } from '../../src/components/redis/schema.ts';
import type { DrillContext } from '../../src/drill/drill.ts';
import type { Final, Note, Operation, StreamFacts } from '../../src/drill/history.ts';
import type { Recorder } from '../../src/drill/workload.ts';
import type { ExecResult } from '../../src/engine/engine.ts';
import { FakeEngine } from '../support/fake-engine.ts';
import { buildImage } from '../docker/redis/images.ts';
import { Tier, until } from '../docker/redis/tier.ts';

const settings = redisSchema.parse({});

beforeAll(async () => {
  await buildImage('redis');
}, 240_000);

/** The workload as a drill runs it, on a real tier whose primary is killed under it. */
test('histories of a killed primary: the gap is seen, nothing promised is lost, and the control is', async () => {
  await using tier = await Tier.started('redis', { failover: 'fast' });
  const context = await contextOf(tier);
  const { targets, workload, ends } = drillRedis(settings, context.plan);
  const written = new Written();
  const load = await workload!.start({ ...context, recorder: written, word: 'test', pace: 1, eased: false });
  expect(written.notes.map(({ text }) => text)).toEqual(['redis-1 is primary']);

  const [primary = ''] = await targets!.find(({ name }) => name === 'redis.primary')!.find(context, {});
  expect(primary).toBe('redis-1');
  const killed = written.now();
  await tier.kill(primary);
  await until('every client to write again', 30, () =>
    Promise.resolve([...written.streams.keys()].every((id) => written.gap(id, killed) < Infinity)),
  );
  await tier.start(primary);
  const promoted = await tier.whole();
  await until('the tier to be as it has to be', 30, async () => {
    const looks = await Promise.allSettled(ends!.map(({ look }) => look(context)));
    return looks.every(({ status }) => status === 'fulfilled');
  });
  await load.stop();
  const finals = await load.readBack();

  const judged = written.facts.find((facts) => facts.judged)!;
  const gap = written.gap(judged.id, killed);
  console.log(`longest gap of ${judged.id}: ${gap.toFixed(0)} ms`);
  expect(gap).toBeGreaterThan(1000);
  expect(written.notes.map(({ text }) => text)).toContain(`${promoted} is primary`);
  for (const facts of written.facts)
    if (facts.promise === 'kept') expect(lost(written, finals, facts), facts.id).toEqual([]);
  const control = written.facts.find(({ promise }) => promise === 'control')!;
  expect(lost(written, finals, control)).toHaveLength(1);
  expect(doubled(written, finals)).toEqual([]);

  expect(await tier.sizes()).not.toEqual([0, 0, 0]);
  await load.clean();
  await until('every node to have nothing left', 10, async () =>
    (await tier.sizes()).every((size) => size === 0),
  );
}, 180_000);

/** A history that is being written. */
class Written implements Recorder {
  readonly facts: StreamFacts[] = [];
  readonly streams = new Map<string, Operation[]>();
  readonly notes: Note[] = [];
  readonly #began = performance.now();

  now = () => performance.now() - this.#began;

  stream = (facts: StreamFacts) => {
    const operations: Operation[] = [];
    this.facts.push(facts);
    this.streams.set(facts.id, operations);
    return (operation: Omit<Operation, 'end'> & { readonly end?: number }) => {
      operations.push({ end: this.now(), ...operation });
    };
  };

  ranges = (facts: StreamFacts) => this.stream(facts);

  note = (kind: Note['kind'], text: string) => {
    this.notes.push({ at: this.now(), kind, text });
  };

  operations(id: string): readonly Operation[] {
    return this.streams.get(id) ?? [];
  }

  /** From a time on, until the end of the third acknowledgement that began after it; endless before there is one. */
  gap(id: string, from: number): number {
    const ends = this.operations(id).filter(({ outcome, end }) => outcome === 'ok' && end > from);
    if (ends.filter(({ at }) => at > from + 1000).length < 3) return Infinity;
    return Math.max(...ends.map(({ end }, index) => end - (ends[index - 1]?.end ?? from)));
  }
}

/** What was acknowledged and is not there. */
function lost(written: Written, finals: readonly Final[], { id }: StreamFacts): string[] {
  const final = finals.find(({ stream }) => stream === id);
  if (final === undefined || final.kind === 'log' || final.kind === 'runs') return [];
  const acknowledged = written.operations(id).filter(({ outcome }) => outcome === 'ok');
  if (final.kind === 'register')
    return acknowledged
      .filter(({ key, value }) => (final.values.get(key) ?? 0) < value)
      .map(({ key, value }) => `${key}=${String(value)}`);
  return [...final.values].flatMap(([key, value]) =>
    value < acknowledged.filter((one) => one.key === key).length ? [key] : [],
  );
}

/** Counters that were added to more often than anybody asked for. */
function doubled(written: Written, finals: readonly Final[]): string[] {
  return finals.flatMap((final) => {
    if (final.kind !== 'counter') return [];
    const asked = written.operations(final.stream).filter(({ outcome }) => outcome !== 'fail');
    return [...final.values].flatMap(([key, value]) =>
      value > asked.filter((one) => one.key === key).length ? [key] : [],
    );
  });
}

async function contextOf(tier: Tier): Promise<DrillContext> {
  const password = await tier.password('app');
  const plan = tier.plan();
  return {
    plan,
    engine: new TierEngine(tier),
    secret: () => password,
    signal: new AbortController().signal,
  };
}

/** The real one knows containers of stacks; a tier has none. What it is asked for is done for real. */
class TierEngine extends FakeEngine {
  readonly #tier: Tier;

  constructor(tier: Tier) {
    super();
    this.#tier = tier;
  }

  override async exec(
    _stack: string,
    service: string,
    command: readonly string[],
    input = '',
  ): Promise<ExecResult> {
    const words = ['exec', '-i', this.#tier.container(service), ...command];
    const { exitCode = -1, stdout, stderr } = await execa('docker', words, { input, reject: false });
    return { exitCode, stdout, stderr };
  }
}

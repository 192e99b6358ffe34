import { allKeys, type Cast, type Mode } from './modes.ts';
import { spreadOf, type Spread } from './statistics.ts';
import type { Subject, Target } from './subject.ts';
import { runTool, type ToolCommand } from './tool.ts';

export interface BenchOptions {
  readonly target: Target;
  readonly casts: Readonly<Record<Cast, readonly Subject[]>>;
  readonly modes: readonly Mode[];
  readonly tool: ToolCommand | undefined;
  /** At least five: fewer have no median worth the name. */
  readonly rounds: number;
  /** ms of a client's turn in a mode. */
  readonly turn: number;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/** One client in one mode. */
export interface Row {
  readonly client: string;
  readonly value: Spread;
  /** us of this process, all threads; none for redis-benchmark, which is a process of its own. */
  readonly cpu: number | undefined;
  /** Ours against this one, round by round: above 1 ours is better at rates, below 1 at latencies. */
  readonly ratio: Spread | undefined;
  readonly reach: number | undefined;
  readonly reached: boolean | undefined;
}

export interface ModeResult {
  readonly id: string;
  readonly title: string;
  readonly unit: Mode['unit'];
  readonly cast: Cast;
  readonly rows: readonly Row[];
}

/** One turn of a client. */
export interface Sample {
  readonly value: number;
  readonly cpu: number | undefined;
}

/**
 * All clients in one process, one after the other in an order that rotates: whatever slows the machine for a while
 * slows all alike, and what counts is the ratio within a round. A first round warms up and is dropped.
 */
export async function bench(options: BenchOptions): Promise<ModeResult[]> {
  const results: ModeResult[] = [];
  for (const mode of options.modes) {
    options.note(mode.title);
    results.push(await measure(mode, options));
  }
  return results;
}

async function measure(mode: Mode, options: BenchOptions): Promise<ModeResult> {
  const subjects = options.casts[mode.cast];
  const value = 'x'.repeat(mode.valueBytes);
  const [first] = subjects;
  if (first !== undefined) await Promise.all(allKeys.map((key) => first.set(key, value)));
  const turns = turnsOf(mode, subjects, value, options);
  // Ours first, as the rows are: a round may begin with any.
  const samples = new Map<string, Sample[]>(turns.map(([name]) => [name, []]));
  for (let round = 0; round <= options.rounds; round++)
    for (let i = 0; i < turns.length; i++) {
      options.signal.throwIfAborted();
      const [name, work] = turns[(i + round) % turns.length] ?? ['', () => undefined];
      const sample = await work();
      if (sample !== undefined && round > 0) samples.get(name)?.push(sample);
    }
  const { id, title, unit, cast } = mode;
  return { id, title, unit, cast, rows: rowsOf(mode, samples) };
}

type Turn = readonly [string, () => Promise<Sample | undefined> | undefined];

function turnsOf(mode: Mode, subjects: readonly Subject[], value: string, options: BenchOptions): Turn[] {
  const turns = subjects.map((subject): Turn => [
    subject.name,
    () => turnOf(mode, subject, value, options.turn),
  ]);
  const { tool, target } = options;
  const { tool: words } = mode;
  if (tool !== undefined && words !== undefined)
    turns.push([
      'redis-benchmark',
      async () => ({ value: await runTool(tool, target, words), cpu: undefined }),
    ]);
  return turns;
}

async function turnOf(mode: Mode, subject: Subject, value: string, ms: number): Promise<Sample | undefined> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const work = await mode.run(subject, value, ms);
  if (work === undefined) return undefined;
  const { user, system } = process.cpuUsage(cpu);
  const rate = (work.commands * 1000) / (performance.now() - began);
  return { value: work.p50 ?? rate, cpu: (user + system) / work.commands };
}

/** A row for each client that has this mode, ours first. */
export function rowsOf(
  mode: Pick<Mode, 'unit' | 'reach'>,
  samples: ReadonlyMap<string, readonly Sample[]>,
): Row[] {
  const measured = [...samples].filter(([, theirs]) => theirs.length > 0);
  const ours = measured[0]?.[1] ?? [];
  return measured.map(([client, theirs], index) => {
    const cpus = theirs.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]));
    const pairs = theirs.map(({ value }, round) => (ours[round]?.value ?? NaN) / value);
    const ratio = index === 0 ? undefined : spreadOf(pairs);
    const reach = mode.reach[client];
    return {
      client,
      value: spreadOf(theirs.map(({ value }) => value)),
      cpu: cpus.length === 0 ? undefined : spreadOf(cpus).median,
      ratio,
      reach,
      reached: ratio === undefined || reach === undefined ? undefined : isReached(mode, ratio.median, reach),
    };
  });
}

function isReached(mode: Pick<Mode, 'unit'>, ratio: number, reach: number): boolean {
  return mode.unit === 'us p50' ? ratio <= reach : ratio >= reach;
}

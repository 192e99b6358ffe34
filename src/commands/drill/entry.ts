import { join } from 'node:path';
import { localDirectory } from '../../bundle/write/paths.ts';
import { components } from '../../components/index.ts';
import type { Rate } from '../../drill/rate/rates.ts';
import { slosOf } from '../../drill/slo-defaults.ts';
import type { Engine } from '../../engine/engine.ts';
import { StackError } from '../../errors.ts';
import { drill } from '../drill.ts';
import { drillCompare } from './compare.ts';
import { meansOf } from './means.ts';
import type { Invocation } from '../invocation.ts';
import type { Outcome } from '../outcome.ts';
import { drillsOf, loadStack, observersOf, secretOf } from '../stack.ts';

/** The options of `drill`, as they come from the command line. */
export interface DrillFlags {
  readonly compare: boolean;
  readonly list: boolean;
  readonly dryRun: boolean;
  readonly quick: boolean;
  readonly full: boolean;
  readonly runs?: number;
  readonly random?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly warmUp?: number;
  readonly calm?: number;
  readonly pace?: number;
  readonly rate?: Rate;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly yes?: string;
}

/** Below stack/.local, which nobody commits: the last report is there unless it is wanted elsewhere. */
const reportDirectory = join(localDirectory, 'drill-report');
const disasterDirectory = join(localDirectory, 'disaster-report');
/** s; the null run: that nothing is seen where nothing was done. */
const standardWarmUp = 5;
/** Of `calm`: long enough for what happens every few minutes, as a rewrite of the AOF. */
const standardMinutes = 10;

/**
 * What there is to drill, from the spec in a directory, and what is asked for.
 *
 * @throws StackError as the commands that load a stack, and drill, do
 */
export async function runDrill(
  { directory, terminal, signal, words }: Invocation,
  flags: DrillFlags,
  engine: Engine,
): Promise<Outcome> {
  if (flags.compare) return drillCompare(words, flags.out);
  if (flags.quick && flags.full) throw new StackError('usage', '--quick and --full exclude each other');
  const stack = await loadStack(directory);
  const { progress, ask, note, live } = terminal;
  const context = { plan: stack.plan, engine, secret: secretOf(stack), signal };
  return drill(
    {
      parts: await drillsOf(stack),
      observers: await observersOf(stack),
      context,
      means: () => meansOf(stack, { directory, terminal, signal, engine }),
    },
    {
      words,
      list: flags.list,
      dryRun: flags.dryRun,
      set: flags.quick ? 'quick' : flags.full ? 'full' : undefined,
      seconds: flags.seconds,
      runs: flags.runs ?? 1,
      random: flags.random,
      seed: flags.seed ?? 1,
      minutes: flags.minutes ?? standardMinutes,
      directory,
      out: flags.out ?? join(directory, reportDirectory),
      disasterOut: flags.out ?? join(directory, disasterDirectory),
      warmUp: flags.warmUp ?? standardWarmUp,
      calm: flags.calm,
      pace: flags.pace ?? 1,
      rate: flags.rate,
      slos: slosOf(stack.spec, components),
      typed: flags.yes,
      ask,
      progress,
      live,
      note,
    },
  );
}

import { StackError } from '../../../errors.ts';
import { listJars, versionIn } from '../../../components/kafka/drill/versions.ts';
import type { ColdTarget } from '../../../restore/cold/fit.ts';
import type { BoxContext } from '../../../restore/box.ts';
import { backupContext } from '../context.ts';
import type { Here, RestoreFlags } from '../restore-here.ts';
import type { Outcome } from '../../outcome.ts';
import { loadStack, secretOf, type Stack } from '../../stack.ts';
import { start } from '../../start.ts';
import { coldKafka } from './kafka.ts';
import { coldRestore } from './restore.ts';
import { coldBackup } from './take.ts';

/** `backup --cold` of the stack in this directory. */
export async function runColdBackup(here: Here, typed: string | undefined): Promise<Outcome> {
  const { directory, engine, signal, terminal } = here;
  const stack = await loadStack(directory);
  const context = backupContext(stack, engine, signal);
  const kafka = await coldKafka(stack, context);
  return coldBackup(context, kafka, { typed, ask: terminal.ask }, terminal.progress);
}

/**
 * `restore` of a cold backup, into the stack in this directory.
 *
 * @throws StackError `usage` for what only the other kind of backup can do
 */
export async function runColdRestore(
  here: Here,
  id: string,
  flags: RestoreFlags & { readonly as?: string; readonly from?: string },
): Promise<Outcome> {
  assertAlone(id, flags);
  const { directory, engine, signal, terminal } = here;
  const stack = await loadStack(directory);
  const context = backupContext(stack, engine, signal);
  const kafka = await coldKafka(stack, context);
  return coldRestore(id, context, kafka, {
    typed: flags.yes,
    ask: terminal.ask,
    progress: terminal.progress,
    target: () => targetOf(stack, context, kafka.brokers),
    start: (say, until) => start(engine, stack.plan, { directory, signal: until }, say),
  });
}

function assertAlone(
  id: string,
  { only, at, as, from, fromRdb }: RestoreFlags & { readonly as?: string; readonly from?: string },
): void {
  const given = Object.entries({
    '--only': only === 'kafka' ? undefined : only,
    '--at': at,
    '--as': as,
    '--from': from,
    '--from-rdb': fromRdb,
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  throw new StackError('usage', `${given.map(([name]) => name).join(' and ')} cannot be had with ${id}`, {
    hint: 'a cold backup is all of Kafka’s volumes, and goes back into the stack it was taken of and nowhere else',
  });
}

async function targetOf(stack: Stack, context: BoxContext, brokers: readonly string[]): Promise<ColdTarget> {
  const { engine, plan, signal } = context;
  const image = await context.imageOf('kafka-1');
  const { stdout } = await engine.run(image, listJars, {
    stack: plan.name,
    memoryMiB: 32,
    mounts: [],
    signal,
  });
  return {
    stack: plan.name,
    clusterId: secretOf(stack)('kafka-cluster-id'),
    brokers,
    image,
    kafkaVersion: versionIn(stdout) ?? null,
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ColdSaved } from '../../../backup/cold/cold.ts';
import { StackError } from '../../../errors.ts';
import { inBox, type BoxContext } from '../../../restore/box.ts';
import { coldVolumeOf, openColdBox } from '../../../restore/cold/box.ts';
import { comeBack, type Away, type ColdKafka } from '../../../restore/cold/brokers.ts';
import { countOf, shortOf } from '../../../restore/cold/ends.ts';
import { assertFits, type ColdTarget } from '../../../restore/cold/fit.ts';
import { stopWriters, unpackBackup } from '../../../restore/run.ts';
import type { Outcome } from '../../outcome.ts';
import { seconds, type Progress } from '../../terminal.ts';
import { assertTyped, mebibytes, type Consent } from './consent.ts';

export interface ColdRestoreOptions extends Consent {
  readonly progress: Progress;
  /** What the backup has to fit. */
  readonly target: () => Promise<ColdTarget>;
  /** Starts the whole stack, and waits for it. */
  readonly start: (say: (text: string) => void, signal: AbortSignal) => Promise<void>;
}

interface Filled {
  readonly files: number;
  readonly bytes: number;
}

/** For a partition to end where it did, once every replica is in sync, ms. */
const patience = { all: 30_000, again: 500 };

/** What has to be done whatever was interrupted. */
const never = new AbortController().signal;

/**
 * Puts the brokers' volumes back as a cold backup has them. Until the first file goes nothing has changed, and what was
 * stopped is started again; from then on no broker starts before all is done, and it can be run again.
 *
 * @throws StackError `usage` when the name was not typed, `no` when the backup does not fit or cannot be read, or the brokers
 * are not what they were
 */
export async function coldRestore(
  id: string,
  context: BoxContext,
  kafka: ColdKafka,
  options: ColdRestoreOptions,
): Promise<Outcome> {
  const { progress } = options;
  const began = performance.now();
  const saved = await progress('reading what the backup says of itself', (say) => savedIn(id, context, say));
  assertFits(id, saved, await options.target());
  await assertConsent(id, saved, context, kafka, options);
  const { filled, stopped } = await progress('restoring', (say) => fill(id, context, kafka, options, say));
  const away = await progress('starting Kafka', (say) => startBrokers(saved, stopped, context, kafka, say));
  await inBox(['restored'], context);
  await progress('starting the stack', (say) => options.start(say, context.signal));
  const timings = { ...away, all: Math.round(performance.now() - began) };
  const partitions = countOf(saved.ends);
  return {
    good: true,
    data: { stack: context.plan.name, id, restored: { ...filled, partitions }, timings },
    lines: [
      `kafka: ${String(filled.files)} files in ${String(saved.volumes.length)} volumes, each as it was saved; ${String(partitions)} partitions end where they ended, or later`,
      `kafka was away for ${seconds(away.serving)}; every replica was in sync after ${seconds(away.whole)}`,
      `${context.plan.name} is restored from ${id}: all of it up after ${seconds(timings.all)}`,
    ],
  };
}

async function savedIn(id: string, context: BoxContext, say: (text: string) => void): Promise<ColdSaved> {
  const { manifest } = await unpackBackup(id, ['manifest.json'], context, say);
  if (manifest.cold !== undefined) return manifest.cold;
  throw new StackError('no', `${id} is no cold backup`, { hint: 'holdfast backups lists all' });
}

async function fill(
  id: string,
  context: BoxContext,
  { brokers }: ColdKafka,
  options: ColdRestoreOptions,
  say: (text: string) => void,
): Promise<{ readonly filled: Filled; readonly stopped: number }> {
  await makeVolumes(brokers, context, say);
  const box = openColdBox<Filled>(['cold-fill', id], context, brokers, { readOnly: false, say });
  let stopped: number | undefined;
  try {
    await box.ready;
    stopped = performance.now();
    await stopWriters({ target: context, stores: ['kafka'] }, say);
    box.go();
    return { filled: await box.outcome, stopped };
  } catch (error) {
    await box.giveUp();
    if (box.hasTouched()) throw halfWay(id, context, error);
    if (stopped !== undefined) await options.start(say, never);
    throw error;
  }
}

/** Where a stack has lost them they are made, with their labels; nothing is started. */
async function makeVolumes(
  brokers: readonly string[],
  context: BoxContext,
  say: (text: string) => void,
): Promise<void> {
  const { engine, plan, directory, signal } = context;
  const there = await engine.volumes(plan.name);
  if (brokers.every((service) => there.includes(coldVolumeOf(service, context)))) return;
  say('making the volumes that are not there');
  await engine.compose(['create', '--no-recreate', ...brokers], { directory, signal });
}

function halfWay(id: string, { plan }: BoxContext, error: unknown): unknown {
  if (!(error instanceof StackError)) return error;
  const { code, message, diagnostics } = error;
  return new StackError(
    code,
    `${message}; the volumes of Kafka are not whole, and no broker starts on them`,
    {
      diagnostics,
      hint: `run it again, it begins anew: holdfast restore ${id} --yes ${plan.name}`,
      cause: error,
    },
  );
}

/** Only when every partition ends where it ended, or later, has the restore been what it was to be. */
async function startBrokers(
  saved: ColdSaved,
  stopped: number,
  context: BoxContext,
  kafka: ColdKafka,
  say: (text: string) => void,
): Promise<Away> {
  const { engine, directory, signal } = context;
  say(`starting ${String(kafka.brokers.length)} brokers`);
  await engine.compose(['up', '--detach', '--wait', ...kafka.brokers], { directory, signal });
  const away = await comeBack(kafka, stopped, say);
  say('asking where every partition ends');
  const end = performance.now() + patience.all;
  for (;;) {
    const short = shortOf(saved.ends, await kafka.ends());
    if (short.length === 0) return away;
    if (performance.now() >= end)
      throw new StackError(
        'no',
        `${String(short.length)} partitions do not end where they ended when they were saved`,
        {
          diagnostics: short.slice(0, 5),
          hint: 'the files are as they were saved; docker compose logs kafka-1 says what the broker made of them',
        },
      );
    await sleep(patience.again, undefined, { signal });
  }
}

async function assertConsent(
  id: string,
  saved: ColdSaved,
  context: BoxContext,
  { brokers }: ColdKafka,
  consent: Consent,
): Promise<void> {
  const { plan } = context;
  const volumes = brokers.map((service) => coldVolumeOf(service, context));
  const bytes = saved.volumes.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
  const lines = [
    `This replaces all that Kafka of '${plan.name}' holds. These volumes are emptied:`,
    ...volumes.map((volume) => `  ${volume}`),
    'and filled as they were:',
    `  ${id}, brokers stopped ${saved.stoppedAt}, ${mebibytes(bytes)}, ${String(countOf(saved.ends))} partitions, Kafka ${saved.kafkaVersion ?? 'of an unknown version'}`,
    'What was written to Kafka since is lost. Everything of the stack but Redis stops meanwhile.',
  ];
  await assertTyped(
    {
      lines,
      refusal: `a restore replaces the data of Kafka of '${plan.name}'`,
      diagnostics: volumes.map((place) => ({ place, message: 'would be emptied' })),
      command: `holdfast restore ${id}`,
    },
    consent,
    context,
  );
}

import type { ColdFacts, ColdSaved } from '../../../backup/cold/cold.ts';
import { listJars, versionIn } from '../../../components/kafka/drill/versions.ts';
import { StackError } from '../../../errors.ts';
import type { BoxContext } from '../../../restore/box.ts';
import { openColdBox, type ColdBox } from '../../../restore/cold/box.ts';
import { comeBack, withoutBrokers, type Away, type ColdKafka } from '../../../restore/cold/brokers.ts';
import { countOf } from '../../../restore/cold/ends.ts';
import type { Outcome } from '../../outcome.ts';
import { seconds, type Progress } from '../../terminal.ts';
import { assertTyped, mebibytes, type Consent } from './consent.ts';

interface Taken {
  readonly id: string;
  readonly cold: ColdSaved;
  readonly addedBytes: number;
  readonly removed: readonly string[];
}

/** To stop the brokers and until all of them lead again, s; and what is read and packed of new data in a second, MiB. */
const usual = { around: 15, mibPerSecond: 60 };

/**
 * Stops every broker, saves their volumes as they are, and starts them again, whatever comes of it.
 *
 * @throws StackError `usage` when the name was not typed, `no` when Kafka is not whole or nothing can be saved: nothing was
 * stopped then; `no` or `interrupted` later: the brokers run again, and no backup is left
 */
export async function coldBackup(
  context: BoxContext,
  kafka: ColdKafka,
  consent: Consent,
  progress: Progress,
): Promise<Outcome> {
  const last = await progress('looking whether Kafka is whole', () => kafka.assertWhole());
  await assertConsent(context, kafka, consent);
  const began = performance.now();
  const { taken, away } = await progress('cold backup', (say) => take(context, kafka, last, say));
  const milliseconds = Math.round(performance.now() - began);
  const { id, cold, addedBytes, removed } = taken;
  return {
    good: true,
    data: { id, milliseconds, away, addedBytes, removed, cold: { ...cold, partitions: countOf(cold.ends) } },
    lines: linesOf(taken, away, milliseconds),
  };
}

async function take(
  context: BoxContext,
  kafka: ColdKafka,
  last: readonly string[],
  say: (text: string) => void,
): Promise<{ readonly taken: Taken; readonly away: Away }> {
  const { brokers } = kafka;
  say('opening the repository');
  const box = openColdBox<Taken>(['cold-save'], context, brokers, { readOnly: true, say });
  const began = await runBox(box, context, kafka, last, say);
  // The box goes on by itself: what is left of its work needs no volume.
  const [saved, back] = await Promise.allSettled([box.outcome, comeBack(kafka, began, say)]);
  if (saved.status === 'rejected') throw failed(saved.reason, back);
  if (back.status === 'rejected') throw back.reason;
  return { taken: saved.value, away: back.value };
}

/** Resolves, once the brokers have been started again, with when the first was stopped. */
async function runBox(
  box: ColdBox<Taken>,
  context: BoxContext,
  kafka: ColdKafka,
  last: readonly string[],
  say: (text: string) => void,
): Promise<number> {
  try {
    await box.ready;
    say('asking where every partition ends');
    const facts = { ...(await imageOf(context)), ends: await kafka.ends() };
    const began = performance.now();
    await withoutBrokers(kafka.brokers, last, context, say, async () => {
      box.go({ ...facts, stoppedAt: new Date().toISOString() });
      await box.released;
    });
    return began;
  } catch (error) {
    await box.giveUp();
    throw error;
  }
}

async function imageOf({
  engine,
  plan,
  imageOf: image,
}: BoxContext): Promise<Pick<ColdFacts, 'image' | 'kafkaVersion'>> {
  const { stdout } = await engine.exec(plan.name, 'kafka-1', listJars);
  return { image: await image('kafka-1'), kafkaVersion: versionIn(stdout) ?? null };
}

/** What went wrong with the backup, and how Kafka is now: the one is no news without the other. */
function failed(reason: unknown, back: PromiseSettledResult<Away>): unknown {
  if (!(reason instanceof StackError)) return reason;
  const { code, message, hint, diagnostics } = reason;
  const now =
    back.status === 'fulfilled'
      ? `runs again, every replica in sync; it was away for ${seconds(back.value.serving)}`
      : 'was started again; holdfast status shows when it is whole';
  return new StackError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    diagnostics: [...diagnostics, { place: 'kafka', message: now }],
    cause: reason,
  });
}

async function assertConsent(context: BoxContext, { brokers }: ColdKafka, consent: Consent): Promise<void> {
  const { plan } = context;
  const sizes = await Promise.all(brokers.map((service) => sizeOf(service, context)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const about = usual.around + total / 1_048_576 / usual.mibPerSecond;
  const lines = [
    `This stops every broker of '${plan.name}', and saves their volumes as they are:`,
    ...brokers.map((service, index) => `  ${service}  ${mebibytes(sizes[index] ?? 0)}`),
    `Kafka is away for about ${String(Math.ceil(about / 5) * 5)} s: nothing can be produced or consumed meanwhile.`,
    'Redis, the apps and Nginx stay up.',
  ];
  const refusal = `a cold backup stops Kafka of '${plan.name}' for a while`;
  const diagnostics = brokers.map((place) => ({ place, message: 'would be stopped and started again' }));
  await assertTyped({ lines, refusal, diagnostics, command: 'holdfast backup --cold' }, consent, context);
}

/** On the disk, bytes. */
async function sizeOf(service: string, { engine, plan }: BoxContext): Promise<number> {
  const { stdout } = await engine.exec(plan.name, service, [
    'du',
    '--summarize',
    '--block-size=1',
    `/data/${service}`,
  ]);
  return Number.parseInt(stdout, 10) || 0;
}

function linesOf(
  { id, cold, addedBytes, removed }: Taken,
  away: Away,
  milliseconds: number,
): readonly string[] {
  const sum = (of: (volume: ColdSaved['volumes'][number]) => number): number =>
    cold.volumes.reduce((total, volume) => total + of(volume), 0);
  return [
    `cold backup ${id} in ${seconds(milliseconds)}: ${String(cold.volumes.length)} volumes, ${String(sum(({ files }) => files))} files, ${mebibytes(sum(({ allocatedBytes }) => allocatedBytes))} on the disk, ${mebibytes(addedBytes)} new in the repository`,
    `kafka was away for ${seconds(away.serving)}; every replica was in sync after ${seconds(away.whole)}`,
    ...(removed.length === 0 ? [] : [`removed, by backup.keep.last: ${removed.join(', ')}`]),
    `next: holdfast backup --verify ${id} reads it back and compares every file; holdfast restore ${id} puts it back`,
  ];
}

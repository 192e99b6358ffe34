import type { PartitionEnds } from '../../backup/cold/cold.ts';
import type { BoxContext } from '../box.ts';

/** What is asked of Kafka itself while its brokers are stopped and started. All throw StackError `no`. */
export interface ColdKafka {
  /** Every broker, by service. */
  readonly brokers: readonly string[];
  /** Resolves with who leads the quorum, and so is stopped last; throws when any replica is not in sync. */
  readonly assertWhole: () => Promise<readonly string[]>;
  readonly ends: () => Promise<PartitionEnds>;
  /** Until every partition can be written to again. */
  readonly untilServing: () => Promise<void>;
  /** Until every replica is in sync. */
  readonly untilWhole: () => Promise<void>;
}

/** For how long Kafka was away, ms from the first broker that was stopped. */
export interface Away {
  /** Until every partition could be written to. */
  readonly serving: number;
  readonly whole: number;
}

/**
 * Does something while no broker runs, and starts all of them again whatever comes of it. Nothing here is broken off: an
 * interruption ends the work, and the brokers start.
 */
export async function withoutBrokers<T>(
  brokers: readonly string[],
  last: readonly string[],
  { engine, plan }: Pick<BoxContext, 'engine' | 'plan'>,
  say: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  try {
    say(`stopping ${String(brokers.length)} brokers`);
    await stopAll(brokers, last, (service) => engine.hurt.stop(plan.name, service));
    return await work();
  } finally {
    say(`starting ${String(brokers.length)} brokers`);
    await allOf(brokers.map((service) => engine.hurt.start(plan.name, service)));
  }
}

/**
 * All of them at once, the active controller told last. Each hands over, writes its files out and ends while the others
 * still make a quorum; one that was stopped after the others had ended would find none, and be killed with its files as they
 * are. Those that find none nevertheless end by themselves (kafka-broker).
 */
async function stopAll(
  brokers: readonly string[],
  last: readonly string[],
  stop: (service: string) => Promise<void>,
): Promise<void> {
  const order = [
    ...brokers.filter((one) => !last.includes(one)),
    ...brokers.filter((one) => last.includes(one)),
  ];
  await allOf(order.map(stop));
}

/** Waits for all, so that no failure leaves another one under way. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Waits until Kafka is as it was; `began` is when the first broker was stopped. */
export async function comeBack(kafka: ColdKafka, began: number, say: (text: string) => void): Promise<Away> {
  say('waiting until every partition can be written to');
  await kafka.untilServing();
  const serving = Math.round(performance.now() - began);
  say('waiting until every replica is in sync');
  await kafka.untilWhole();
  return { serving, whole: Math.round(performance.now() - began) };
}

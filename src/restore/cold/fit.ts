import type { ColdSaved } from '../../backup/cold/cold.ts';
import { StackError, type Diagnostic } from '../../errors.ts';

/** The stack that a cold backup is to go into. */
export interface ColdTarget {
  readonly stack: string;
  readonly clusterId: string;
  /** `kafka-1` and so on. */
  readonly brokers: readonly string[];
  readonly image: string;
  /** Of that image; null where it does not show it. */
  readonly kafkaVersion: string | null;
}

/**
 * Files of brokers fit only the cluster that wrote them: the same cluster id, the same nodes, and a Kafka that is not older.
 * Pure.
 *
 * @throws StackError `no` with all that does not fit
 */
export function assertFits(id: string, saved: ColdSaved, target: ColdTarget): void {
  const diagnostics = [...cluster(saved, target), ...nodes(saved, target), ...version(saved, target)];
  if (diagnostics.length === 0) return;
  throw new StackError('no', `the cold backup ${id} does not fit '${target.stack}'; nothing was done`, {
    diagnostics,
    hint: 'it fits only the cluster it was taken of, with its identity (stack/.local); holdfast restore of an ordinary backup fits any',
  });
}

function cluster(saved: ColdSaved, target: ColdTarget): readonly Diagnostic[] {
  if (saved.clusterId === target.clusterId) return [];
  return [
    {
      place: 'cluster id',
      message: `the backup is of another Kafka cluster, ${saved.clusterId}; this one is ${target.clusterId}`,
    },
  ];
}

function nodes(saved: ColdSaved, target: ColdTarget): readonly Diagnostic[] {
  const had = saved.volumes.map(({ service }) => service);
  const same = had.length === target.brokers.length && had.every((one) => target.brokers.includes(one));
  const strangers = saved.volumes.filter(({ service, node }) => service !== `kafka-${String(node)}`);
  return [
    ...(same
      ? []
      : [
          {
            place: 'nodes',
            message: `the backup has ${had.join(', ')}; the stack has ${target.brokers.join(', ')}`,
          },
        ]),
    ...strangers.map(({ service, node }) => ({
      place: service,
      message: `the backup has node ${String(node)} in its place`,
    })),
  ];
}

function version(saved: ColdSaved, target: ColdTarget): readonly Diagnostic[] {
  const place = 'Kafka version';
  if (saved.kafkaVersion === null || target.kafkaVersion === null) {
    if (saved.image === target.image) return [];
    const message = `cannot be told: the backup was written by image ${saved.image}, the stack has ${target.image}`;
    return [{ place, message }];
  }
  if (isOlder(target.kafkaVersion, saved.kafkaVersion))
    return [
      { place, message: `the files are of ${saved.kafkaVersion}, the stack has ${target.kafkaVersion}` },
    ];
  return [];
}

function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split('.').map(Number));
  for (let part = 0; part < Math.max(a?.length ?? 0, b?.length ?? 0); part += 1) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

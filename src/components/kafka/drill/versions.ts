import type { DrillContext } from '../../../drill/drill.ts';

/** Which Kafka runs, by the jar that holds the broker. Nothing where an image of the user's own has it elsewhere. */
export async function kafkaVersions({
  engine,
  plan,
}: DrillContext): Promise<Readonly<Record<string, string>>> {
  const list = ['sh', '-c', 'ls /opt/kafka/lib'];
  const { stdout } = await engine.exec(plan.name, 'kafka-1', list).catch(() => ({ stdout: '' }));
  const version = /^kafka-server-(\d[\d.]*)\.jar$/m.exec(stdout)?.[1];
  return version === undefined ? {} : { kafka: version };
}

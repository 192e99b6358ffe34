import type { DrillContext } from '../../../drill/drill.ts';

/** What shows which Kafka an image has: the jar that holds the broker is among what this lists. */
export const listJars: readonly string[] = ['ls', '/opt/kafka/lib'];

/** Undefined where an image of the user's own has it elsewhere. */
export function versionIn(listed: string): string | undefined {
  return /^kafka-server-(\d[\d.]*)\.jar$/m.exec(listed)?.[1];
}

/** Which Kafka runs. */
export async function kafkaVersions({
  engine,
  plan,
}: DrillContext): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await engine.exec(plan.name, 'kafka-1', listJars).catch(() => ({ stdout: '' }));
  const version = versionIn(stdout);
  return version === undefined ? {} : { kafka: version };
}

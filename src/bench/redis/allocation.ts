import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { keyOf, allKeys } from './modes.ts';
import type { Subject } from './subject.ts';

/** Few enough commands that no garbage is collected between two looks at the heap. */
const commands = 4096;

/** Bytes on the heap that a SET takes from its issue to its end, garbage included: the median of seven bursts. */
async function allocatedPerCommand(subject: Subject, value: string): Promise<number> {
  const collect = collector();
  const looks: number[] = [];
  for (let look = 0; look < 7; look++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let from = 0; from < commands; from += 256) await burst(subject, value, from);
    looks.push((process.memoryUsage().heapUsed - before) / commands);
  }
  return looks.sort((a, b) => a - b)[3] ?? NaN;
}

/** The same of each client, by its name. */
export async function allocatedBy(subjects: readonly Subject[]): Promise<Readonly<Record<string, number>>> {
  const value = 'x'.repeat(64);
  const allocated: Record<string, number> = {};
  for (const subject of subjects)
    allocated[subject.name] = Math.round(await allocatedPerCommand(subject, value));
  return allocated;
}

async function burst(subject: Subject, value: string, from: number): Promise<void> {
  await Promise.all(allKeys.slice(0, 256).map((_, index) => subject.set(keyOf(from + index), value)));
}

/** V8's own, which is hidden unless asked for. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

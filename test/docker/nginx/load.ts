/** One request as a client saw it. Status 0: no answer at all. */
export interface Sample {
  readonly status: number;
  readonly instance: string;
  readonly milliseconds: number;
}

/** Sends GETs from `clients` loops until `until` is done, and returns every one of them. */
export async function loadWhile(url: string, clients: number, until: Promise<void>): Promise<Sample[]> {
  const samples: Sample[] = [];
  let running = true;
  const loops = Array.from({ length: clients }, async () => {
    while (running) samples.push(await get(url));
  });
  try {
    await until;
  } finally {
    running = false;
    await Promise.all(loops);
  }
  return samples;
}

/** One GET; an error is a sample too. */
export async function get(url: string): Promise<Sample> {
  const started = performance.now();
  const sample = (status: number, instance: string): Sample => ({
    status,
    instance,
    milliseconds: performance.now() - started,
  });
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    await answer.arrayBuffer();
    return sample(answer.status, answer.headers.get('x-app-instance') ?? '');
  } catch {
    return sample(0, '');
  }
}

/** `0 of 5123 failed, slowest 512 ms, web-1: 2561, web-2: 2562` */
export function summary(samples: readonly Sample[]): string {
  const by = new Map<string, number>();
  for (const { instance } of samples) by.set(instance, (by.get(instance) ?? 0) + 1);
  const failed = samples.filter((sample) => sample.status !== 200).length;
  const slowest = Math.max(...samples.map((sample) => sample.milliseconds)).toFixed(0);
  const instances = [...by].map(([name, count]) => `${name || 'none'}: ${String(count)}`).join(', ');
  return `${String(failed)} of ${String(samples.length)} failed, slowest ${slowest} ms, ${instances}`;
}

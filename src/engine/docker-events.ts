import type Docker from 'dockerode';
import { serviceLabel } from './docker-containers.ts';

/** One line of the engine's stream of events, as much as is read of it (Engine API, monitor events). */
interface EventLine {
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string | undefined>> };
}

/**
 * Tells of each container of a stack that runs out of memory, by service, until the signal fires. The engine keeps only
 * the last 256 events, and a restart wipes what the container itself tells: one has to listen all the while.
 */
export async function watchMemory(
  docker: Docker,
  stack: string,
  onShortage: (service: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const stream = await docker.getEvents({
    filters: { type: ['container'], event: ['oom'], label: [`holdfast.stack=${stack}`] },
    abortSignal: signal,
  });
  stream.on('error', () => undefined);
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onShortage(serviceIn(line));
  });
}

function serviceIn(line: string): string {
  const { Actor } = JSON.parse(line) as EventLine;
  return Actor?.Attributes?.[serviceLabel] ?? Actor?.Attributes?.['name'] ?? 'a container';
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, EngineContainer } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import { withLastWords } from './last-words.ts';

/** How often health states are read while waiting, ms; a look at 15 containers takes about 50. */
const pollInterval = 500;

/**
 * Starts the project and waits until every service is healthy, telling `say` which are not yet. Compose does the
 * waiting; we only watch, so that what `up` reports is what `docker compose up -d --wait` would have done.
 */
export async function start(
  engine: Engine,
  plan: Plan,
  options: { readonly directory: string; readonly signal: AbortSignal },
  say: (text: string) => void,
): Promise<void> {
  const ended = new AbortController();
  const watching = watch(engine, plan, ended.signal, say);
  try {
    await engine.compose(['up', '--detach', '--wait'], { ...options, onLine: () => undefined });
  } catch (error) {
    throw await withLastWords(error, engine, plan, options);
  } finally {
    ended.abort();
    await watching;
  }
}

async function watch(
  engine: Engine,
  plan: Plan,
  ended: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const going = (): boolean => !ended.aborted;
  while (going()) {
    // What goes wrong here goes wrong in `compose up` too, and is told there.
    const containers = await engine.containers(plan.name).catch(() => undefined);
    if (containers && going()) say(waitingFor(plan, containers));
    await sleep(pollInterval, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** How many services of one state are named before the rest is counted: the line is for a terminal. */
const namedAtMost = 4;

/** `9 of 15 ready; starting: kafka-1, kafka-2; created: web-1`. */
export function waitingFor(plan: Plan, containers: ReadonlyMap<string, EngineContainer>): string {
  const services = [...plan.services.values()].filter(({ kind }) => kind !== 'tool');
  const missing = services.filter(({ name, kind }) => !isReady(containers.get(name), kind === 'once'));
  const byState = new Map<string, string[]>();
  for (const { name } of missing) {
    const state = stateOf(containers.get(name));
    byState.set(state, [...(byState.get(state) ?? []), name]);
  }
  return [
    `${String(services.length - missing.length)} of ${String(services.length)} ready`,
    ...[...byState].map(([state, names]) => `${state}: ${someOf(names)}`),
  ].join('; ');
}

function someOf(names: readonly string[]): string {
  const more = names.length - namedAtMost;
  return more <= 0 ? names.join(', ') : `${names.slice(0, namedAtMost).join(', ')} and ${String(more)} more`;
}

/** A one-shot is ready when it ended well; anything else when healthy, or running where nothing checks its health. */
export function isReady(container: EngineContainer | undefined, once: boolean): boolean {
  if (!container) return false;
  if (once) return container.state === 'exited' && container.exitCode === 0;
  return container.state === 'running' && (container.health === 'healthy' || container.health === 'none');
}

/** What a person wants to know of a container in one word or two. */
export function stateOf(container: EngineContainer | undefined): string {
  if (!container) return 'not created';
  if (container.state === 'exited') return `exited ${String(container.exitCode)}`;
  return container.state === 'running' && container.health !== 'none' ? container.health : container.state;
}

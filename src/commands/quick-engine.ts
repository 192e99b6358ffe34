import type { Engine } from '../engine/engine.ts';

/** For a question on the way: an engine that hangs may hold up a first `generate` for this long, ms. */
const limit = 1_000;

/** The engine for questions that can also stay unanswered. */
export async function quickEngine(): Promise<Engine> {
  return (await import('../engine/docker.ts')).dockerEngine({ limit });
}

import type { ComposeOptions, Engine, EngineContainer } from '../engine/engine.ts';
import { StackError, type Diagnostic } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';

/** Lines of a service's log that are shown when it ended badly. */
const lines = 4;

/**
 * The same failure with what the services that ended badly said last. Compose only names them, and what would help
 * (which topic would shrink, which volume is a stranger's) stands in their logs.
 */
export async function withLastWords(
  error: unknown,
  engine: Engine,
  plan: Plan,
  options: ComposeOptions,
): Promise<unknown> {
  if (!(error instanceof StackError) || error.code !== 'engine') return error;
  const ended = await endedBadly(engine, plan);
  if (ended.length === 0) return error;
  const words = await Promise.all(ended.map((one) => lastWords(one, engine, options)));
  return new StackError('engine', error.message, {
    diagnostics: words.flat(),
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

async function endedBadly(engine: Engine, plan: Plan): Promise<EngineContainer[]> {
  // Without the list the failure itself is still told.
  const containers = await engine.containers(plan.name).catch(() => new Map<string, EngineContainer>());
  return [...containers.values()].filter(({ state, exitCode }) => state === 'exited' && exitCode !== 0);
}

async function lastWords(
  { service, exitCode }: EngineContainer,
  engine: Engine,
  options: ComposeOptions,
): Promise<Diagnostic[]> {
  const said = [`ended with ${String(exitCode)}`];
  const onLine = (line: string): void => {
    if (line.trim() !== '') said.push(line);
  };
  const tail = ['logs', '--no-log-prefix', '--tail', String(lines), service];
  // A log that cannot be read must not hide the failure.
  await engine.compose(tail, { ...options, onLine }).catch(() => undefined);
  return said.map((message) => ({ place: service, message }));
}

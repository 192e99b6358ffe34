import { withinLimit } from '../../abort.ts';
import { StackError } from '../../errors.ts';
import type { DrillContext, DrillPart } from '../drill.ts';

const limit = 20_000;

/** Removes everything of a drill's, whoever left it. @throws StackError('no') when that takes too long */
export async function sweepAll(parts: readonly DrillPart[], context: DrillContext): Promise<void> {
  const late = new StackError('no', `not all of the drill's own was removed in ${String(limit / 1000)} s`);
  await withinLimit(context.signal, limit, late, (signal) =>
    Promise.all(parts.map(async ({ sweep }) => sweep?.({ ...context, signal }))),
  );
}

import { buildId } from '../build-id.ts';
import type { GenerateOptions } from './generate.ts';
import type { Outcome } from './outcome.ts';
import { nothingToDo, unchangedStack } from './unchanged.ts';

/** `generate`, loading the generator only when something is different from the last run. */
export async function generateIfChanged(options: GenerateOptions): Promise<Outcome> {
  const name = unchangedStack(options.directory, buildId);
  if (name !== undefined) return unchanged(name, options.check === true || options.dryRun === true);
  const { generateCommand } = await import('./generate.ts');
  return generateCommand(options);
}

function unchanged(name: string, readOnly: boolean): Outcome {
  const data = readOnly ? { drift: false, changes: [] } : { name, changes: [] };
  return { good: true, data, lines: [nothingToDo] };
}

import { firstLineOf, StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import { whereOf, type Fault, type Wound } from '../fault.ts';
import type { Wounds } from './wounds.ts';

/** Tries, for an engine that is busy just then, and the time between them, ms. */
const attempts = 3;
const between = 1000;

/**
 * Makes every open wound undone, the last one first. On a clock of its own: neither Ctrl-C nor the failure of one keeps
 * the others from being healed.
 *
 * @throws StackError('engine') with all that could not be healed; those stay written down
 */
export async function healAll(
  wounds: Wounds,
  faults: readonly Fault[],
  context: DrillContext,
): Promise<readonly Wound[]> {
  const patient = { ...context, signal: new AbortController().signal };
  const healed: Wound[] = [];
  const failures: string[] = [];
  for (const wound of wounds.open().toReversed()) {
    const fault = faults.find(({ name }) => name === wound.fault);
    try {
      if (fault === undefined) throw new StackError('no', `nobody knows how to heal ${wound.fault}`);
      await persistently(() => fault.heal(wound, patient));
      wounds.remove(wound);
      healed.push(wound);
    } catch (error) {
      failures.push(`${whereOf(wound)} (${wound.fault}): ${firstLineOf(error)}`);
    }
  }
  if (failures.length > 0)
    throw new StackError('engine', `not everything could be healed: ${failures.join('; ')}`, {
      hint: 'holdfast drill heal tries again; holdfast up makes anew what is missing',
    });
  return healed;
}

async function persistently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, between));
    }
  }
}

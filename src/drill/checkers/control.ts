import type { History } from '../history.ts';
import type { Verdict } from '../verdict.ts';
import { lostOf } from './lost.ts';
import { counted } from './words.ts';

/**
 * The checkers see a loss: a workload tells in each stream that ends in `/dropped` of exactly one write as acknowledged
 * that it never sent, and exactly that one has to be found. A drill in which nobody found it would have passed as well with
 * everything lost; one that found more lost something that was really written.
 *
 * It cannot see: whether a loss of another kind would be found; the other controls, which can only lose when a fault
 * makes them, are shown among the streams and judged by nobody.
 */
export function controlsFound({ streams, finals }: History): readonly Verdict[] {
  const controls = streams.filter(({ promise, id }) => promise === 'control' && id.endsWith('/dropped'));
  const kept = new Set(streams.filter(({ promise }) => promise === 'kept').map(({ id }) => id));
  if (controls.length === 0 && finals.some(({ stream }) => kept.has(stream)))
    return [{ claim: 'a planted loss is found', good: false, seen: 'none was planted' }];
  return controls.map((control) => {
    const final = finals.find(({ stream }) => stream === control.id);
    const lost = final === undefined ? undefined : lostOf(control, final).length;
    return {
      claim: `the loss planted in ${control.id} is found`,
      good: lost === 1,
      seen: lost === undefined ? 'was not read back' : `${counted(lost)} found, 1 planted`,
    };
  });
}

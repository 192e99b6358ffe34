import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { storesOf } from '../facts/stack.ts';
import { scalarAt } from '../yaml/value.ts';

/** Slower instead of stopped. */
export const noSwapLimit: Rule = {
  id: 'no-swap-limit',
  severity: 'note',
  looksAt: 'stores with mem_limit and without memswap_limit',
  reason:
    'A container may swap as much again as its limit: a store that swaps answers in seconds, late enough for failovers that a clean end would have made at once.',
  mend: 'write memswap_limit equal to mem_limit',
  source: 'Docker documentation, Resource constraints: --memory-swap details',
  *check(stack) {
    for (const service of storesOf(stack)) {
      const limit = scalarAt(service.body, 'mem_limit');
      if (limit !== undefined && scalarAt(service.body, 'memswap_limit') === undefined)
        yield foundAt(service, limit.at, 'as much swap again as the limit');
    }
  },
};

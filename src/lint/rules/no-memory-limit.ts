import { lastingServices } from '../facts/stack.ts';
import { foundOn } from '../found.ts';
import type { Rule } from '../rule.ts';
import { scalarAt } from '../yaml/value.ts';

/** One service may take the memory of all. */
export const noMemoryLimit: Rule = {
  id: 'no-memory-limit',
  severity: 'warning',
  looksAt: 'services without mem_limit or deploy.resources.limits.memory',
  reason:
    'When one service grows, the kernel picks what to kill on the whole machine: often the largest, which is a broker or a Redis that did nothing wrong.',
  mend: 'write mem_limit, and heap or maxmemory to fit it',
  source: 'Docker documentation, Resource constraints',
  *check(stack) {
    for (const service of lastingServices(stack)) {
      const said =
        scalarAt(service.body, 'mem_limit') ??
        scalarAt(service.body, 'deploy', 'resources', 'limits', 'memory');
      if (said === undefined) yield foundOn(service, 'no memory limit');
    }
  },
};

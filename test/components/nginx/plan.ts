import { apps } from '../../../src/components/apps/index.ts';
import type { AppsSettings } from '../../../src/components/apps/schema.ts';
import type { Component } from '../../../src/component.ts';
import { resolve } from '../../../src/plan/resolve.ts';
import type { Failover, Plan } from '../../../src/plan/plan.ts';

/** A plan of these apps alone, in the subnet 10.70.1.0/24. */
export function planOf(settings: AppsSettings, failover: Failover = 'balanced'): Plan {
  const spec = {
    name: 'shop',
    host: { memoryMiB: 4096, cpus: 2, diskMiB: 10_240 },
    failover,
    publish: true,
    limits: new Map<string, number>(),
    images: new Map<string, string>(),
    slo: new Map(),
    components: new Map<string, unknown>([['apps', settings]]),
  };
  const identity = { name: 'shop', subnet: '10.70.1.0/24', ports: {}, secrets: {} };
  return resolve(spec, [apps as Component], identity);
}

import type { Driller } from '../../component.ts';
import { appTargets } from './drill/targets.ts';
import { httpWorkload } from './drill/workload.ts';
import { proveApps } from './prove.ts';
import type { AppsSettings } from './schema.ts';

/** What a drill does to apps, and with requests through the front. Without a published front nothing could be seen. */
export const drillApps: Driller<AppsSettings> = (apps, plan) => {
  const workload = httpWorkload(apps, plan);
  if (workload === undefined) return { pressures: [] };
  return {
    pressures: [],
    targets: appTargets(apps),
    workload,
    ends: proveApps(apps, plan).map(({ title, run }) => ({ claim: title, look: run })),
  };
};

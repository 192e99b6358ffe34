import type { Driller } from '../../component.ts';
import { appTargets } from './drill/targets.ts';
import { httpWorkload } from './drill/workload.ts';
import { proveApps } from './prove.ts';
import { replicasOf } from './replicas.ts';
import type { AppsSettings } from './schema.ts';

/** What a drill does to apps, and with requests through the front. Without a published front nothing could be seen. */
export const drillApps: Driller<AppsSettings> = (apps, plan) => {
  const workload = httpWorkload(apps, plan);
  const withNode = plan.images.has('apps') ? [] : demoReplicas(apps);
  if (workload === undefined) return { pressures: [], withNode };
  return {
    pressures: [],
    withNode,
    targets: appTargets(apps),
    workload,
    ends: proveApps(apps, plan).map(({ title, run }) => ({ claim: title, look: run })),
  };
};

function demoReplicas(apps: AppsSettings): readonly string[] {
  const all = replicasOf(apps).filter(({ settings }) => settings.demo === true);
  return all.map(({ service }) => service);
}

import type { Driller } from '../../component.ts';
import { slow } from './drill/slow.ts';
import { nginxTargets } from './drill/target.ts';
import { nginxService } from './part.ts';
import { proveNginx } from './prove.ts';
import type { NginxSettings } from './schema.ts';

/** What a drill does to nginx: only by its own published port on 127.0.0.1. It leaves nothing behind. */
export const drillNginx: Driller<NginxSettings> = (settings, plan) => {
  const port = plan.ports.get(nginxService);
  if (port === undefined) return { pressures: [] };
  return {
    pressures: [slow(port)],
    targets: nginxTargets(),
    versions: async ({ plan: { name }, engine }) => {
      // nginx tells it on stderr: "nginx version: nginx/1.26.3".
      const { stderr } = await engine.exec(name, nginxService, ['nginx', '-v']);
      return { nginx: /nginx\/([\w.]+)/.exec(stderr)?.[1] ?? 'unknown' };
    },
    ends: proveNginx(settings, plan).map(({ title, run }) => ({ claim: title, look: run })),
  };
};

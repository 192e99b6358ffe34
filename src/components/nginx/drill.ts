import type { Driller } from '../../component.ts';
import { slow } from './drill/slow.ts';
import { nginxService } from './part.ts';
import type { NginxSettings } from './schema.ts';

/** What a drill does to nginx: only by its own published port on 127.0.0.1. It leaves nothing behind. */
export const drillNginx: Driller<NginxSettings> = (_settings, plan) => {
  const port = plan.ports.get(nginxService);
  return { pressures: port === undefined ? [] : [slow(port)] };
};

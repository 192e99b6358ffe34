import type { Observer } from '../../component.ts';
import { activeConnections } from './counters.ts';
import { nginxService } from './part.ts';
import type { NginxSettings } from './schema.ts';
import { plural } from '../../words.ts';

/** Whether nginx turns. What it reaches behind it, the apps show. */
export const observeNginx: Observer<NginxSettings> = (_settings, plan) => async (context) => {
  const port = plan.ports.get(nginxService);
  const url = port === undefined ? null : `http://127.0.0.1:${String(port)}/`;
  const connections = await activeConnections(context);
  const place = url === null ? 'inside the network only' : `on ${url}`;
  return {
    facts: [{ well: true, text: `${nginxService} listens ${place}, ${plural(connections, 'connection')}` }],
    data: { url, connections },
  };
};

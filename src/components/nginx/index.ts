import type { Claim, Component } from '../../component.ts';
import { nginxPart, nginxService } from './part.ts';
import { nginxSchema, type NginxSettings } from './schema.ts';

/** Two workers with their connections' buffers, and room for request bodies on /tmp; measured idle: under 10 MiB. */
const baseMiB = 48;

/** The front of the stack. It knows no app: it proxies every endpoint that is offered. */
export const nginx: Component<NginxSettings> = {
  key: 'nginx',
  summary: 'one door in front of the apps, with failover in the request and a cache',
  schema: nginxSchema,
  shorthand: 'port',
  claim: claimNginx,
  part: nginxPart,
  prove: async () => (await import('./prove.ts')).proveNginx,
  observe: async () => (await import('./observe.ts')).observeNginx,
};

function claimNginx({ port, cache }: NginxSettings): Claim {
  return {
    services: [
      {
        name: nginxService,
        role: 'front',
        kind: 'long',
        memoryMiB: baseMiB + (cache === false ? 0 : cache),
        octet: 10,
        because: 'two workers and request bodies in 48 MiB, and the cache, which is in memory too',
      },
    ],
    ports: [
      {
        id: nginxService,
        group: nginxService,
        preferred: port ?? 8080,
        fixed: port !== undefined,
        at: ['port'],
      },
    ],
  };
}

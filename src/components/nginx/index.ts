import type { Claim, Component, MemoryNeed } from '../../component.ts';
import { exactly } from '../../plan/needs.ts';
import { baseMiB, nginxPart, nginxService } from './part.ts';
import { nginxSlos } from './slos.ts';
import { cacheRange, nginxSchema, type NginxSettings } from './schema.ts';

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
  drill: async () => (await import('./drill.ts')).drillNginx,
  slos: nginxSlos,
};

function claimNginx({ port, cache }: NginxSettings): Claim {
  return {
    tiers: [
      {
        name: nginxService,
        kind: 'long',
        trust: 'ours',
        memory: memoryNeed(cache),
        cpuShares: 2048,
        pids: 64,
        nofile: 8192,
        members: [{ name: nginxService, role: 'front', octet: 10 }],
        because: (limitMiB) =>
          `workers and request bodies in ${String(baseMiB)} MiB, a cache of ${String(limitMiB - baseMiB)} MiB in memory`,
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

/** Beyond its base all memory is cache. */
function memoryNeed(cache: NginxSettings['cache']): MemoryNeed {
  if (cache === false) return exactly(baseMiB);
  return {
    least: baseMiB + cacheRange.min,
    most: baseMiB + cacheRange.max,
    step: 8,
    weight: 3,
    ...(cache === undefined
      ? {}
      : { own: { limitMiB: baseMiB + cache, at: ['cache'], inSpec: (limit) => limit - baseMiB } }),
  };
}

import { fillTemplate } from '../../bundle/template.ts';
import type { PartFile } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';

/** Settings that work as they are, for the usual Redis clients, on the host and in containers. */
export function redisClientFiles(plan: Plan, database: number): PartFile[] {
  if (!plan.publish) return [];
  const view = {
    name: plan.name,
    database,
    nodes: members(plan, 'redis-'),
    sentinels: members(plan, 'sentinel-'),
  };
  return [
    { path: 'clients/ioredis.mjs', text: fillTemplate('redis/clients/ioredis.mjs', view) },
    { path: 'clients/node-redis.mjs', text: fillTemplate('redis/clients/node-redis.mjs', view) },
    { path: 'clients/redis_py.py', text: fillTemplate('redis/clients/redis_py.py', view) },
  ];
}

/** Nodes or Sentinels with their addresses; the port is the same inside and on the host. */
function members(plan: Plan, prefix: string) {
  return [...plan.services.values()]
    .filter((service) => service.component === 'redis' && /^\d+$/.test(service.name.slice(prefix.length)))
    .filter((service) => service.name.startsWith(prefix))
    .map((service) => ({ address: service.address ?? '', port: plan.ports.get(service.name) ?? 0 }));
}

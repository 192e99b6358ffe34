import { fillTemplate } from '../../bundle/template.ts';
import type { PartFile } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { directiveArguments } from './directives.ts';
import { nodes, quorum, sentinels } from './layout.ts';
import { maxmemoryMiB, replicaBufferMiB } from './memory.ts';
import type { RedisSettings } from './schema.ts';
import { redisTimers } from './timers.ts';

export const topologyFile = 'config/redis/topology';
export const nodeFile = 'config/redis/redis.conf';
export const sentinelFile = 'config/redis/sentinel.conf';
export const endpointFile = 'config/redis/haproxy.cfg';

/** The read-only files that nodes, Sentinels and the endpoint start from. No secret and no role stands in them. */
export function configFiles(settings: RedisSettings, plan: Plan): PartFile[] {
  const files = [
    { path: topologyFile, text: topology(settings, plan) },
    { path: nodeFile, text: nodeConfig(settings, plan) },
    { path: sentinelFile, text: sentinelConfig(settings, plan) },
  ];
  return settings.endpoint === false
    ? files
    : [...files, { path: endpointFile, text: endpointConfig(settings, plan) }];
}

function topology(settings: RedisSettings, plan: Plan): string {
  return fillTemplate('redis/topology', {
    name: plan.name,
    quorum: quorum(settings),
    nodes: nodes(settings, plan),
    sentinels: sentinels(settings, plan),
  });
}

function nodeConfig(settings: RedisSettings, plan: Plan): string {
  const memoryMiB = maxmemoryMiB(settings, plan);
  return fillTemplate('redis/redis.conf', {
    memoryMiB,
    eviction: settings.eviction,
    replicaBufferMiB,
    replicaSoftMiB: replicaBufferMiB / 2,
    backlogMiB: backlogMiB(memoryMiB),
    clientsMiB: clientsMiB(memoryMiB),
    minReplicas: settings.nodes === 1 ? 0 : 1,
    maxLagSeconds: redisTimers(plan.failover, settings).maxLagSeconds,
    hasDirectives: Object.keys(settings.config).length > 0,
    directives: Object.entries(settings.config).map(([name, value]) => ({
      name,
      value: directiveArguments(name, value),
    })),
  });
}

/** A sixth of the memory, at most 64 MiB: enough for a short absence, and it counts against maxmemory. */
function backlogMiB(memoryMiB: number): number {
  return Math.min(64, Math.max(1, Math.floor(memoryMiB / 6)));
}

/** For the buffers of all clients together: as much as the backlog, but never too little for one large answer. */
function clientsMiB(memoryMiB: number): number {
  return Math.max(8, backlogMiB(memoryMiB));
}

function sentinelConfig(settings: RedisSettings, plan: Plan): string {
  const { downAfterMs, failoverTimeoutMs, rebootDownAfterMs } = redisTimers(plan.failover, settings);
  return fillTemplate('redis/sentinel.conf', {
    name: plan.name,
    downAfterMs,
    failoverTimeoutMs,
    rebootDownAfterMs,
    // With one other replica a second one at the same time is the only way to have any; beyond that, half keep serving.
    parallelSyncs: Math.max(1, Math.ceil((settings.nodes - 1) / 2)),
  });
}

function endpointConfig(settings: RedisSettings, plan: Plan): string {
  return fillTemplate('redis/haproxy.cfg', {
    maxConnections: 400,
    intervalMs: redisTimers(plan.failover, settings).endpointIntervalMs,
    nodes: nodes(settings, plan),
  });
}

import type { Claim, ClaimContext, PortClaim, Problem, TierClaim } from '../../component.ts';
import { exactly } from '../../plan/needs.ts';
import {
  endpointPort,
  endpointService,
  firstNodePort,
  firstSentinelPort,
  lobbyPort,
  nodeNames,
  sentinelNames,
} from './layout.ts';
import { nodeMemory, whyNode } from './memory.ts';
import type { RedisSettings } from './schema.ts';

export const redisSecrets = ['app', 'replica', 'sentinel', 'backup'].map((user) => `redis-${user}-password`);

/** What the tier needs before anything is decided. */
export function claim(settings: RedisSettings, context: ClaimContext): Claim {
  return {
    tiers: [nodeTier(settings), sentinelTier(settings), ...endpointTier(settings)],
    ports: context.publish ? portClaims(settings) : [],
    secrets: redisSecrets.map((name) => ({ name, kind: 'password' })),
  };
}

function nodeTier(settings: RedisSettings): TierClaim {
  return {
    name: 'redis',
    kind: 'long',
    trust: 'ours',
    memory: nodeMemory(settings.memory),
    cpuShares: 1024,
    pids: 128,
    // maxclients (10000) and what the server opens itself. Not more: an engine without CAP_SYS_RESOURCE (rootless,
    // nested) cannot raise the limit above its own and then starts nothing.
    nofile: 16_384,
    members: nodeNames(settings).map((name, index) => ({
      name,
      role: 'primary-or-replica',
      octet: 11 + index,
    })),
    fewer: {
      at: ['nodes'],
      now: settings.nodes,
      counts: [7, 5, 3].filter((count) => count < settings.nodes),
    },
    because: whyNode,
  };
}

function sentinelTier(settings: RedisSettings): TierClaim {
  return {
    name: 'sentinel',
    kind: 'long',
    trust: 'ours',
    memory: exactly(32),
    // A Sentinel that gets no CPU for 2 s stops acting for 30 s (TILT, sentinel.c).
    cpuShares: 2048,
    pids: 64,
    nofile: 16_384,
    members: sentinelNames(settings).map((name, index) => ({ name, role: 'sentinel', octet: 21 + index })),
    because: () => 'a Sentinel holds no data, about 10 MiB, and a health check beside it',
  };
}

function endpointTier(settings: RedisSettings): TierClaim[] {
  if (settings.endpoint === false) return [];
  return [
    {
      name: endpointService,
      kind: 'long',
      trust: 'ours',
      memory: exactly(48),
      cpuShares: 1024,
      pids: 32,
      nofile: 4096,
      members: [{ name: endpointService, role: 'endpoint', octet: 20 }],
      because: () => 'HAProxy, about 15 MiB, and two 16 KiB buffers for each of up to 400 connections',
    },
  ];
}

function portClaims(settings: RedisSettings): PortClaim[] {
  const named = typeof settings.endpoint === 'number' ? settings.endpoint : undefined;
  return [
    ...row(nodeNames(settings), 'redis', settings.ports.nodes, firstNodePort, ['ports', 'nodes']),
    ...row(sentinelNames(settings), 'sentinel', settings.ports.sentinels, firstSentinelPort, [
      'ports',
      'sentinels',
    ]),
    ...(settings.endpoint === false
      ? []
      : row([endpointService], endpointService, named, endpointPort, ['endpoint'])),
  ];
}

function row(
  names: readonly string[],
  group: string,
  named: number | undefined,
  first: number,
  at: readonly string[],
): PortClaim[] {
  return names.map((id, index) => ({
    id,
    group,
    preferred: (named ?? first) + index,
    fixed: named !== undefined,
    at,
  }));
}

/** Rows of ports must end below 65536 and keep clear of the lobby's; a host port needs the host. */
export function check(settings: RedisSettings, { publish }: Pick<ClaimContext, 'publish'>): Problem[] {
  return [
    ...rowProblems('nodes', settings.ports.nodes, settings.nodes),
    ...rowProblems('sentinels', settings.ports.sentinels, settings.sentinels),
    ...(publish || typeof settings.endpoint === 'boolean' ? [] : [unpublishedEndpoint]),
  ];
}

const unpublishedEndpoint: Problem = {
  path: ['endpoint'],
  message: 'has no effect as a host port with publish: false',
  hint: 'leave one of the two out; inside the network the endpoint is there all the same',
};

function rowProblems(key: 'nodes' | 'sentinels', first: number | undefined, count: number): Problem[] {
  if (first === undefined) return [];
  const last = first + count - 1;
  const path = ['ports', key];
  if (last > 65_535) return [{ path, message: `must leave room for ${String(count)} ports up to 65535` }];
  if (first > lobbyPort || last < lobbyPort) return [];
  return [{ path, message: `must not include ${String(lobbyPort)}, which nodes use while they start` }];
}

import type { Claim, ClaimContext, PortClaim, Problem, ServiceClaim } from '../../component.ts';
import {
  endpointPort,
  endpointService,
  firstNodePort,
  firstSentinelPort,
  lobbyPort,
  nodeNames,
  sentinelNames,
} from './layout.ts';
import type { RedisSettings } from './schema.ts';

/** Hard limit of the output buffers of a node's replicas; a replica further behind is cut off and resynchronises. */
export const replicaBufferMiB = 32;
/** The server itself, the role watcher and a health check running beside it. */
const overheadMiB = 32;

export const redisSecrets = ['app', 'replica', 'sentinel', 'backup'].map((user) => `redis-${user}-password`);

/** What the tier needs before anything is decided. */
export function claim(settings: RedisSettings, context: ClaimContext): Claim {
  return {
    services: [...nodeClaims(settings), ...sentinelClaims(settings), ...endpointClaims(settings)],
    ports: context.publish ? portClaims(settings) : [],
    secrets: redisSecrets.map((name) => ({ name, kind: 'password' })),
  };
}

function nodeClaims(settings: RedisSettings): ServiceClaim[] {
  return nodeNames(settings).map((name, index) => ({
    name,
    role: 'primary-or-replica',
    kind: 'long',
    memoryMiB: 2 * settings.memory + replicaBufferMiB + overheadMiB,
    octet: 11 + index,
    because:
      `twice maxmemory (${String(settings.memory)} MiB), because a fork may copy all of it, ` +
      `${String(replicaBufferMiB)} for replicas' output buffers, ${String(overheadMiB)} for the processes`,
  }));
}

function sentinelClaims(settings: RedisSettings): ServiceClaim[] {
  return sentinelNames(settings).map((name, index) => ({
    name,
    role: 'sentinel',
    kind: 'long',
    memoryMiB: 32,
    octet: 21 + index,
    because: 'a Sentinel holds no data, about 10 MiB, and a health check beside it',
  }));
}

function endpointClaims(settings: RedisSettings): ServiceClaim[] {
  if (settings.endpoint === false) return [];
  const because = 'HAProxy, about 15 MiB, and two 16 KiB buffers for each of up to 400 connections';
  return [{ name: endpointService, role: 'endpoint', kind: 'long', memoryMiB: 48, octet: 20, because }];
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

import type { ComposeHealthcheck, ComposePort } from '../../bundle/compose.ts';
import type { Part, PartService } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { redisSecrets } from './claim.ts';
import { redisClientFiles } from './clients.ts';
import { configFiles, endpointFile, nodeFile, sentinelFile, topologyFile } from './files.ts';
import { endpointPort, endpointService, nodes, sentinels, type Member } from './layout.ts';
import type { RedisSettings } from './schema.ts';

/** Nodes, Sentinels and the endpoint. None waits for another: each start script knows what to do when it is first. */
export function part(settings: RedisSettings, plan: Plan): Part {
  return {
    services: [
      ...nodes(settings, plan).map((node) => nodeService(node, settings, plan)),
      ...sentinels(settings, plan).map((sentinel) => sentinelService(sentinel, settings, plan)),
      ...(settings.endpoint === false ? [] : [endpointServicePart(plan)]),
    ],
    volumes: [
      ...nodes(settings, plan).map(
        ({ name }) => ({ key: `${name}-data`, purpose: 'data', component: 'redis' }) as const,
      ),
      ...sentinels(settings, plan).map(
        ({ name }) => ({ key: `${name}-state`, purpose: 'state', component: 'redis' }) as const,
      ),
    ],
    files: [...configFiles(settings, plan), ...redisClientFiles(plan, settings.database)],
  };
}

function nodeService(node: Member, settings: RedisSettings, plan: Plan): PartService {
  return {
    name: node.name,
    about:
      'A data node. Whether it is primary or replica is decided at start and by the Sentinels, never here.',
    image: redisImage(settings),
    configs: { [topologyFile]: '/etc/holdfast/topology', [nodeFile]: '/etc/holdfast/redis.conf' },
    secrets: redisSecrets,
    compose: {
      command: ['redis-node', node.name],
      volumes: [{ type: 'volume', source: `${node.name}-data`, target: '/data' }],
      tmpfs: [runDirectory],
      ports: publish(plan, node.name, node.port),
      healthcheck: health(['redis-health']),
      // Above shutdown-timeout: a primary that stops waits up to 10 s for its replicas to catch up.
      stop_grace_period: '30s',
      sysctls: { 'net.core.somaxconn': '1024' },
    },
  };
}

function sentinelService(sentinel: Member, settings: RedisSettings, plan: Plan): PartService {
  return {
    name: sentinel.name,
    about: 'Watches the nodes and, when most Sentinels agree that the primary is gone, promotes a replica.',
    image: redisImage(settings),
    configs: { [topologyFile]: '/etc/holdfast/topology', [sentinelFile]: '/etc/holdfast/sentinel.conf' },
    secrets: ['redis-app-password', 'redis-sentinel-password'],
    compose: {
      command: ['redis-sentinel-node', sentinel.name],
      volumes: [{ type: 'volume', source: `${sentinel.name}-state`, target: '/var/lib/sentinel' }],
      tmpfs: [runDirectory],
      ports: publish(plan, sentinel.name, sentinel.port),
      healthcheck: health(['sentinel-health']),
      stop_grace_period: '5s',
    },
  };
}

function endpointServicePart(plan: Plan): PartService {
  return {
    name: endpointService,
    about: 'One plain address that follows the primary, for clients that know no Sentinel.',
    image: { kind: 'built', context: 'haproxy', component: endpointService },
    configs: { [endpointFile]: '/etc/holdfast/haproxy.cfg' },
    compose: {
      command: ['haproxy', '-db', '-f', '/etc/holdfast/haproxy.cfg'],
      ports: publish(plan, endpointService, endpointPort),
      healthcheck: health(['endpoint-health', String(endpointPort)]),
      stop_grace_period: '5s',
    },
  };
}

/** Passwords and run-time settings live here, in memory only. */
const runDirectory = '/run/redis:uid=10001,gid=10001,mode=0700,size=8m';

function redisImage(settings: RedisSettings): PartService['image'] {
  return { kind: 'built', context: 'redis', component: 'redis', args: { ENGINE: settings.engine } };
}

function publish(plan: Plan, id: string, target: number): ComposePort[] {
  const published = plan.ports.get(id);
  return published === undefined ? [] : [{ target, published: String(published), host_ip: '127.0.0.1' }];
}

function health(test: string[]): ComposeHealthcheck {
  return {
    test: ['CMD', ...test],
    interval: '10s',
    timeout: '3s',
    retries: 3,
    start_period: '60s',
    start_interval: '2s',
  };
}

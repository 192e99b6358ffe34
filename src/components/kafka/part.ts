import type { ComposeHealthcheck, ComposeService } from '../../bundle/compose.ts';
import type { Offer, Part, PartImage, PartService } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { kafkaClientFiles } from './clients.ts';
import { heapMiB } from './memory.ts';
import {
  bootstrapServers,
  brokerLimitMiB,
  durability,
  internalPort,
  nodeIds,
  serverProperties,
} from './properties.ts';
import type { KafkaSettings } from './schema.ts';
import { topicsFile, wantedTopics } from './topics.ts';

export const clusterIdSecret = 'kafka-cluster-id';
const topicsPath = 'config/kafka/topics';
const image: PartImage = { kind: 'built', context: 'kafka', component: 'kafka' };

/** Java unpacks its compression libraries into /tmp and loads them from there: that needs `exec`. */
const scratch = '/tmp:size=32m,mode=1777,exec';

/** The brokers, the two one-shots and the tools. */
export function kafkaPart(settings: KafkaSettings, plan: Plan, offers: readonly Offer[]): Part {
  const nodes = nodeIds(settings);
  return {
    volumes: nodes.map((node) => ({ key: volumeOf(node), purpose: 'data', component: 'kafka' })),
    files: [
      ...nodes.map((node) => ({ path: configOf(node), text: serverProperties(settings, plan, node) })),
      { path: topicsPath, text: topicsFile(wantedTopics(settings, offers)) },
      ...kafkaClientFiles(plan, durability(settings.nodes).minInsync),
    ],
    services: [
      formatService(nodes),
      ...nodes.map((node) => brokerService(node, plan)),
      topicsService(settings, plan),
      cliService(settings, plan),
    ],
  };
}

function formatService(nodes: readonly number[]): PartService {
  return {
    name: 'kafka-format',
    about:
      'Once at each start: makes the data volumes ready. Sees all of them, so it never formats one that was lost beside others.',
    image,
    configs: Object.fromEntries(
      nodes.map((node) => [configOf(node), `/etc/holdfast/kafka-${String(node)}.properties`]),
    ),
    secrets: [clusterIdSecret],
    compose: {
      command: ['kafka-format'],
      volumes: nodes.map(dataMount),
      tmpfs: [scratch],
    },
  };
}

function brokerService(node: number, plan: Plan): PartService {
  const hostPort = plan.publish ? plan.ports.get(`kafka-${String(node)}`) : undefined;
  const ports: Pick<ComposeService, 'ports'> =
    hostPort === undefined
      ? {}
      : { ports: [{ target: hostPort, published: String(hostPort), host_ip: '127.0.0.1' }] };
  return {
    name: `kafka-${String(node)}`,
    about: `Broker and controller ${String(node)}. Waits for no other broker: a quorum needs them to start together.`,
    image,
    configs: { [configOf(node)]: '/etc/holdfast/server.properties' },
    compose: {
      command: ['kafka-broker'],
      environment: { HEAP_MIB: String(heapMiB(brokerLimitMiB(plan, node))), ...compilerFor(plan) },
      depends_on: { 'kafka-format': { condition: 'service_completed_successfully' } },
      volumes: [dataMount(node)],
      tmpfs: [scratch],
      ...ports,
      healthcheck: health,
      // A clean stop takes a second or two; a broker that has lost its quorum would wait for a controller for ever.
      stop_grace_period: '30s',
    },
  };
}

function topicsService(settings: KafkaSettings, plan: Plan): PartService {
  return {
    name: 'kafka-topics',
    about: 'Once at each start: brings the topics to the spec. Creates and grows, never shrinks or deletes.',
    image,
    configs: { [topicsPath]: '/etc/holdfast/topics' },
    compose: {
      command: ['kafka-topics-apply'],
      environment: { KAFKA_BOOTSTRAP: bootstrapServers(settings, plan), KAFKA_NODES: String(settings.nodes) },
      depends_on: { 'kafka-format': { condition: 'service_completed_successfully' } },
      tmpfs: [scratch],
    },
  };
}

function cliService(settings: KafkaSettings, plan: Plan): PartService {
  return {
    name: 'kafka-cli',
    about: "Kafka's own tools: docker compose run --rm kafka-cli topics --list",
    image,
    compose: {
      entrypoint: ['kafka-cli'],
      environment: { KAFKA_BOOTSTRAP: bootstrapServers(settings, plan), HEAP_MIB: '96' },
      tmpfs: [scratch],
    },
  };
}

/** On two cores the optimizing compiler costs more than it gives, in the first minutes at least (docs/decisions.md). */
function compilerFor({ host }: Plan): Record<string, string> {
  return host.cpus <= 2 ? { JIT: 'c1' } : {};
}

/** The first check waits for `start_interval`; the JVM needs 3 to 8 s, longer when three of them share two cores. */
const health: ComposeHealthcheck = {
  test: ['CMD', 'kafka-health', String(internalPort)],
  interval: '5s',
  timeout: '4s',
  retries: 3,
  start_period: '90s',
  start_interval: '1s',
};

function dataMount(node: number): { type: 'volume'; source: string; target: string } {
  return { type: 'volume', source: volumeOf(node), target: `/data/kafka-${String(node)}` };
}

function volumeOf(node: number): string {
  return `kafka-${String(node)}-data`;
}

function configOf(node: number): string {
  return `config/kafka/kafka-${String(node)}.properties`;
}

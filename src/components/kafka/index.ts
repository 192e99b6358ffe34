import type { Claim, ClaimContext, Component, Offer, Problem, TierClaim } from '../../component.ts';
import { exactly } from '../../plan/needs.ts';
import type { Plan } from '../../plan/plan.ts';
import { brokerMemory, whyBroker } from './memory.ts';
import { clusterIdSecret, kafkaPart } from './part.ts';
import { bootstrapServers, brokerOctet, controllerPort, internalPort, nodeIds } from './properties.ts';
import { kafkaSchema, type KafkaSettings } from './schema.ts';
import { kafkaSlos } from './slos.ts';
import { timersFor } from './timers.ts';

const firstHostPort = 19_092;

/** Kafka in KRaft mode: every node is broker and controller, so that three containers make a whole cluster. */
export const kafka: Component<KafkaSettings> = {
  key: 'kafka',
  summary: 'a Kafka cluster that loses no acknowledged message with one broker',
  schema: kafkaSchema,
  shorthand: undefined,
  check: checkKafka,
  claim: claimKafka,
  offer: offerKafka,
  part: kafkaPart,
  prove: async () => (await import('./prove.ts')).proveKafka,
  observe: async () => (await import('./observe.ts')).observeKafka,
  drill: async () => (await import('./drill.ts')).drillKafka,
  slos: kafkaSlos,
  roll: async () => (await import('./roll.ts')).rollKafka,
};

function checkKafka(settings: KafkaSettings, context: ClaimContext): Problem[] {
  return [
    ...portProblems(settings, context),
    ...timerProblems(settings, context),
    ...collidingTopics(settings),
  ];
}

function portProblems({ ports, nodes }: KafkaSettings, { publish }: ClaimContext): Problem[] {
  if (ports === undefined) return [];
  const path = ['ports'];
  const inside = ports.flatMap((port, index) =>
    port === internalPort || port === controllerPort ? [takenInside(port, index)] : [],
  );
  return [
    ...(ports.length === nodes
      ? []
      : [{ path, message: `names ${String(ports.length)} ports for ${String(nodes)} brokers` }]),
    ...(publish
      ? []
      : [{ path, message: 'has no effect with publish: false', hint: 'leave one of the two out' }]),
    ...inside,
  ];
}

/** A broker listens on its host port inside as well, beside the ports of the other two listeners. */
function takenInside(port: number, index: number): Problem {
  return {
    path: ['ports', index],
    message: `must not be ${String(port)}: the brokers use it among themselves`,
    hint: `take another row, such as ${String(firstHostPort)} and up`,
  };
}

function timerProblems({ timers }: KafkaSettings, { failover }: ClaimContext): Problem[] {
  const { session, heartbeat } = timersFor(failover, timers);
  if (heartbeat * 3 <= session) return [];
  return [
    {
      path: ['timers'],
      message: `a heartbeat of ${String(heartbeat)}ms does not fit three times into a session of ${String(session)}ms`,
      hint: 'a single late heartbeat would fence a healthy broker',
    },
  ];
}

/** Metrics name topics with `.` as `_`: Kafka refuses to create the second of such a pair. */
function collidingTopics({ topics }: KafkaSettings): Problem[] {
  const seen = new Map<string, string>();
  return Object.keys(topics).flatMap((name) => {
    const flat = name.replaceAll('.', '_');
    const other = seen.get(flat);
    seen.set(flat, name);
    return other === undefined
      ? []
      : [{ path: ['topics', name], message: `collides with ${other}: Kafka treats . and _ alike` }];
  });
}

function claimKafka(settings: KafkaSettings, { publish }: ClaimContext): Claim {
  const nodes = nodeIds(settings);
  return {
    tiers: [
      once('kafka-format', 'format', 4096, 'one short JVM that formats all volumes in turn'),
      brokers(settings),
      once('kafka-topics', 'topics', 1024, 'one short JVM with a heap of 64 MiB'),
      {
        ...once('kafka-cli', 'tools', 256, 'a heap of 96 MiB, apart from the brokers'),
        kind: 'tool',
        memory: exactly(192),
      },
    ],
    ports: publish ? nodes.map((node) => hostPortClaim(node, settings)) : [],
    secrets: [{ name: clusterIdSecret, kind: 'kafka-id' }],
  };
}

function brokers(settings: KafkaSettings): TierClaim {
  return {
    name: 'kafka',
    kind: 'long',
    trust: 'ours',
    memory: brokerMemory(settings.memory),
    cpuShares: 1024,
    pids: 512,
    // Segments, indexes and connections of a small cluster; more than an engine's own limit would not start.
    nofile: 16_384,
    members: nodeIds(settings).map((node) => ({
      name: `kafka-${String(node)}`,
      role: 'broker',
      octet: brokerOctet(node),
    })),
    fewer: { at: ['nodes'], now: settings.nodes, counts: [3].filter((count) => count < settings.nodes) },
    because: whyBroker,
  };
}

/** The formatter, which all brokers wait for, has a heavy weight: everything else of the stack is starting too. */
function once(name: string, role: string, cpuShares: number, because: string): TierClaim {
  return {
    name,
    kind: 'once',
    trust: 'ours',
    memory: exactly(128),
    cpuShares,
    pids: 128,
    members: [{ name, role }],
    because: () => because,
  };
}

function hostPortClaim(node: number, settings: KafkaSettings) {
  const own = settings.ports?.[node - 1];
  return {
    id: `kafka-${String(node)}`,
    group: 'kafka',
    preferred: own ?? firstHostPort + node - 1,
    fixed: own !== undefined,
    at: ['ports', node - 1],
  };
}

function offerKafka(settings: KafkaSettings, plan: Plan): Offer[] {
  return [
    {
      kind: 'connection',
      of: 'kafka',
      environment: { KAFKA_BROKERS: bootstrapServers(settings, plan) },
      secrets: [],
    },
    {
      kind: 'backup',
      of: 'kafka',
      settings: { brokers: bootstrapServers(settings, plan).split(',') },
      secrets: [],
      packages: [],
    },
  ];
}

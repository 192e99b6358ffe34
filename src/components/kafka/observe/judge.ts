import type { Fact, Observation } from '../../../observe/observation.ts';
import type { AskedBroker } from './asked.ts';
import { controllerFacts, controllerState } from './controller.ts';
import { partitionFacts, partitionsState } from './partitions.ts';
import type { ClusterMetadata, Quorum } from './requests.ts';

/** Who is the active controller, who leads how much, and which partitions lack replicas. Pure. */
export function judge(brokers: readonly AskedBroker[], minInsync: number): Observation {
  const serviceOf = (node: number): string =>
    brokers.find((broker) => broker.node === node)?.service ?? `node ${String(node)}`;
  const quorum = newestQuorum(brokers);
  const controller = quorum && controllerState(quorum, brokers);
  const metadata = freshestMetadata(brokers, quorum?.leader);
  const partitions = metadata && partitionsState(metadata.partitions, serviceOf, minInsync);
  const states = brokers.map((broker) => brokerState(broker, metadata));
  return {
    facts: [
      ...(controller === undefined ? [noController(brokers)] : controllerFacts(controller)),
      ...states.map(brokerFact),
      ...(partitions === undefined ? [] : partitionFacts(partitions, minInsync)),
    ],
    data: { controller: controller ?? null, brokers: states, partitions: partitions ?? null },
  };
}

/** A node that was cut off may still tell of the quorum it knew: the highest epoch is the one that counts. */
function newestQuorum(brokers: readonly AskedBroker[]): Quorum | undefined {
  return brokers
    .flatMap(({ quorum }) => ('words' in quorum && quorum.words.leader >= 0 ? [quorum.words] : []))
    .sort((a, b) => b.epoch - a.epoch)[0];
}

/** The active controller's own broker has the metadata first; else the one that knows of most brokers. */
function freshestMetadata(
  brokers: readonly AskedBroker[],
  leader: number | undefined,
): ClusterMetadata | undefined {
  const answers = brokers.flatMap(({ node, metadata }) =>
    'words' in metadata ? [{ node, words: metadata.words }] : [],
  );
  const own = answers.find(({ node }) => node === leader);
  return (own ?? answers.sort((a, b) => b.words.brokers.length - a.words.brokers.length)[0])?.words;
}

function noController(brokers: readonly AskedBroker[]): Fact {
  const answering = brokers.find(({ metadata }) => 'words' in metadata);
  const why = answering && 'silence' in answering.quorum ? answering.quorum.silence : 'no broker answers';
  return { well: false, text: `no active controller: ${why}` };
}

interface BrokerState {
  readonly service: string;
  readonly address: string;
  /** Why it does not answer, or null when it does. */
  readonly silence: string | null;
  /** Whether the cluster counts on it: registered and not fenced. */
  readonly inCluster: boolean;
  readonly leads: number;
  readonly replicas: number;
  readonly inSync: number;
}

function brokerState(
  { node, service, address, metadata: answer }: AskedBroker,
  cluster: ClusterMetadata | undefined,
): BrokerState {
  const partitions = cluster?.partitions ?? [];
  return {
    service,
    address,
    silence: 'silence' in answer ? answer.silence : null,
    inCluster: cluster?.brokers.includes(node) ?? false,
    leads: partitions.filter(({ leader }) => leader === node).length,
    replicas: partitions.filter(({ replicas }) => replicas.includes(node)).length,
    inSync: partitions.filter(({ inSync }) => inSync.includes(node)).length,
  };
}

function brokerFact(broker: BrokerState): Fact {
  const { service, address, silence, inCluster, leads, replicas, inSync } = broker;
  const held = `leads ${String(leads)}, in sync for ${String(inSync)} of its ${String(replicas)} partitions`;
  const trouble =
    silence ?? (inCluster ? undefined : 'answers, but the cluster does not count on it (fenced)');
  return {
    well: trouble === undefined && inSync === replicas,
    text: `${service} (${address}): ${trouble === undefined ? held : `${trouble}; ${held}`}`,
  };
}

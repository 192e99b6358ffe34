import type { Observer } from '../../component.ts';
import { whyNotRunning, type Answer } from '../../observe/observation.ts';
import { ask } from './observe/ask.ts';
import type { AskedBroker } from './observe/asked.ts';
import { judge } from './observe/judge.ts';
import { describeQuorum, metadata, type Request } from './observe/requests.ts';
import {
  brokerAddress,
  durability,
  internalPort,
  nodeIds,
  reachedFromHost,
  type Endpoint,
} from './properties.ts';
import type { KafkaSettings } from './schema.ts';

/** For one answer, ms. A paused broker accepts the connection and then says nothing. */
const patience = 1200;

/** Asks every broker for the quorum and for the metadata, all at once: a broker that is cut off then stands out. */
export const observeKafka: Observer<KafkaSettings> = (settings, plan) => async (context) => {
  const brokers = nodeIds(settings).map(async (node): Promise<AskedBroker> => {
    const service = `kafka-${String(node)}`;
    const address = `${brokerAddress(plan, node)}:${String(internalPort)}`;
    const away = whyNotRunning(context, service);
    if (away !== undefined) {
      return { node, service, address, quorum: { silence: away }, metadata: { silence: away } };
    }
    const endpoint = reachedFromHost(plan, node);
    const [quorum, cluster] = await Promise.all([
      answerOf(endpoint, describeQuorum, context.signal),
      answerOf(endpoint, metadata, context.signal),
    ]);
    return { node, service, address, quorum, metadata: cluster };
  });
  return judge(await Promise.all(brokers), durability(settings.nodes).minInsync);
};

async function answerOf<Words>(
  endpoint: Endpoint,
  request: Request<Words>,
  signal: AbortSignal,
): Promise<Answer<Words>> {
  try {
    return { words: await ask(endpoint, request, patience, signal) };
  } catch (error) {
    return { silence: reason(error, endpoint) };
  }
}

function reason(error: unknown, { host, port }: Endpoint): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' ? `nothing listens on ${host}:${String(port)}` : message;
}

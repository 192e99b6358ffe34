import type { Fact } from '../../../observe/observation.ts';
import type { AskedBroker } from './asked.ts';
import type { Quorum } from './requests.ts';

/** A voter fetches the metadata log at least every 500 ms (KafkaRaftClient); six missed ones are no hiccup. */
const longestSilenceSeconds = 3;

/** The active controller and how well the other voters follow it. */
export interface ControllerState {
  readonly service: string;
  readonly address: string;
  readonly epoch: number;
  readonly voters: readonly VoterState[];
}

interface VoterState {
  readonly service: string;
  /** Records of the metadata log that it lacks; null when the controller has not heard of it. */
  readonly recordsBehind: number | null;
  /** Since it last had all of the log; null for never. */
  readonly secondsBehind: number | null;
  readonly follows: boolean;
}

export function controllerState(quorum: Quorum, brokers: readonly AskedBroker[]): ControllerState {
  const leader = brokers.find(({ node }) => node === quorum.leader);
  const end = Math.max(...quorum.voters.map(({ endOffset }) => endOffset));
  const now = Math.max(...quorum.voters.map(({ caughtUpAt }) => caughtUpAt));
  return {
    service: leader?.service ?? `node ${String(quorum.leader)}`,
    address: leader?.address ?? '',
    epoch: quorum.epoch,
    voters: quorum.voters.map(({ node, endOffset, caughtUpAt }) => {
      const secondsBehind = caughtUpAt < 0 ? null : Math.round((now - caughtUpAt) / 100) / 10;
      return {
        service: brokers.find((broker) => broker.node === node)?.service ?? `node ${String(node)}`,
        recordsBehind: endOffset < 0 ? null : end - endOffset,
        secondsBehind,
        follows: secondsBehind !== null && secondsBehind <= longestSilenceSeconds,
      };
    }),
  };
}

/** One line for the controller, one more for each voter that does not follow it. */
export function controllerFacts({ service, address, epoch, voters }: ControllerState): Fact[] {
  const following = voters.filter(({ follows }) => follows).length;
  const text = `${service} (${address}) is the active controller, epoch ${String(epoch)}, ${String(following)} of ${String(voters.length)} voters follow`;
  const lagging = voters.filter(({ follows }) => !follows).map(voterFact);
  return [{ well: lagging.length === 0, text }, ...lagging];
}

function voterFact({ service, secondsBehind, recordsBehind }: VoterState): Fact {
  const lag =
    secondsBehind === null
      ? 'has not been heard of by the controller'
      : `${secondsBehind.toFixed(0)} s and ${String(recordsBehind)} records behind the controller`;
  return { well: false, text: `voter ${service}: ${lag}` };
}

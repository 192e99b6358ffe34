import type { Answer, Fact } from '../../../observe/observation.ts';
import type { Follower, NodeView } from './parse.ts';
import { nameOf, placeOf, textOf, type Asked, type Place, type Primary, type RedisTier } from './tier.ts';

/** A node that is not the primary. Its lag is the primary's own measure; without a primary there is none. */
export interface ReplicaState extends Place {
  readonly connected: boolean;
  readonly bytesBehind: number | null;
  /** Since it last acknowledged, s; it does so once a second. */
  readonly secondsBehind: number | null;
  /** What is wrong with it, in a few words. */
  readonly trouble: string | null;
}

export function replicaState(
  { member, answer }: Asked<NodeView>,
  primary: Primary | undefined,
  tier: RedisTier,
): ReplicaState {
  const follower = primary?.view.followers.find(({ address }) => address === member.address);
  const trouble = ownTrouble(answer, primary, tier) ?? troubleSeenBy(primary, follower, tier);
  return {
    ...placeOf(member),
    connected: follower?.online === true && trouble === undefined,
    bytesBehind: primary && follower ? Math.max(0, primary.view.offset - follower.offset) : null,
    secondsBehind: follower?.secondsBehind ?? null,
    trouble: trouble ?? null,
  };
}

/** As the node itself tells it. */
function ownTrouble(
  answer: Answer<NodeView>,
  primary: Primary | undefined,
  tier: RedisTier,
): string | undefined {
  if ('silence' in answer) return answer.silence;
  if (answer.words.role === 'primary') return 'says that it is primary as well';
  const { of, connected, secondsDown, diskFailed } = answer.words;
  if (diskFailed) return 'cannot write to its disk';
  const followed = nameOf(tier, of) ?? 'nobody';
  if (primary !== undefined && of !== primary.member.address) return `follows ${followed}`;
  return connected ? undefined : `its link to ${followed} is down for ${String(secondsDown)} s`;
}

/** As the primary tells it. */
function troubleSeenBy(
  primary: Primary | undefined,
  follower: Follower | undefined,
  { maxLagSeconds }: RedisTier,
): string | undefined {
  if (primary === undefined) return 'has no primary to follow';
  if (follower === undefined) return `${primary.member.name} does not count it`;
  if (!follower.online) return `still copies the data of ${primary.member.name}`;
  if (follower.secondsBehind <= maxLagSeconds) return undefined;
  return `has acknowledged nothing for ${String(follower.secondsBehind)} s`;
}

export function replicaFact(replica: ReplicaState): Fact {
  const { trouble, bytesBehind, secondsBehind } = replica;
  if (trouble !== null) return { well: false, text: `${textOf(replica)}: ${trouble}` };
  const lag = `${String(bytesBehind)} bytes behind, last acknowledged ${String(secondsBehind)} s ago`;
  return { well: true, text: `${textOf(replica)} is a replica, ${lag}` };
}

import type { Fact, Observation } from '../../../observe/observation.ts';
import { replicaFact, replicaState, type ReplicaState } from './replicas.ts';
import { addressNamed, sentinelFacts, sentinelStates } from './sentinels.ts';
import { nameOf, placeOf, textOf, type Primary, type RedisTier } from './tier.ts';

/** Who is primary, who follows it how closely, and whether the Sentinels agree on it. Pure. */
export function judge(tier: RedisTier): Observation {
  const named = addressNamed(tier);
  const primaries = primariesOf(tier);
  // Two say so only while a node that was away finds out. The Sentinels' word decides: clients follow it.
  const primary = primaries.find(({ member }) => member.address === named) ?? primaries[0];
  const followed = primary?.member.address ?? named;
  const replicas = tier.nodes
    .filter(({ member }) => member !== primary?.member)
    .map((asked) => replicaState(asked, primary, tier));
  const sentinels = sentinelStates(tier, followed);
  return {
    facts: [
      primaryFact(primary, replicas, nameOf(tier, named)),
      ...replicas.map(replicaFact),
      ...sentinelFacts(sentinels, tier.quorum, nameOf(tier, followed)),
    ],
    data: {
      primary: primary === undefined ? null : placeOf(primary.member),
      replicas,
      sentinels: {
        quorum: tier.quorum,
        agreeing: sentinels.filter(({ agrees }) => agrees).length,
        members: sentinels,
      },
    },
  };
}

function primariesOf({ nodes }: RedisTier): Primary[] {
  return nodes.flatMap(({ member, answer }) =>
    'words' in answer && answer.words.role === 'primary' ? [{ member, view: answer.words }] : [],
  );
}

function primaryFact(
  primary: Primary | undefined,
  replicas: readonly ReplicaState[],
  named: string | undefined,
): Fact {
  if (primary === undefined) {
    const word = named === undefined ? 'no Sentinel names one' : `the Sentinels name ${named}`;
    return { well: false, text: `no node that answers is primary; ${word}` };
  }
  const connected = replicas.filter((replica) => replica.connected).length;
  const { diskFailed } = primary.view;
  const disk = diskFailed ? '; it cannot write to its disk and refuses writes' : '';
  return {
    well: connected === replicas.length && !diskFailed,
    text: `${textOf(placeOf(primary.member))} is primary, ${String(connected)} of ${String(replicas.length)} replicas connected${disk}`,
  };
}

import type { Fact } from '../../../observe/observation.ts';
import type { SentinelView } from './parse.ts';
import { nameOf, placeOf, textOf, type Place, type RedisTier } from './tier.ts';

export interface SentinelState extends Place {
  /** It takes the primary for the primary, finds it well, and sees enough other Sentinels. */
  readonly agrees: boolean;
  /** The node it takes for the primary; null when it did not say. */
  readonly names: string | null;
  /** Of the configuration it knows: the highest is the newest. */
  readonly epoch: number | null;
  readonly trouble: string | null;
}

/** The address that most Sentinels name; undefined when none answers. */
export function addressNamed({ sentinels }: RedisTier): string | undefined {
  const votes = new Map<string, number>();
  for (const { answer } of sentinels) {
    if ('words' in answer) votes.set(answer.words.address, (votes.get(answer.words.address) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Each Sentinel against the address of the primary. */
export function sentinelStates(tier: RedisTier, primary: string | undefined): SentinelState[] {
  return tier.sentinels.map(({ member, answer }) => {
    if ('silence' in answer) {
      return { ...placeOf(member), agrees: false, names: null, epoch: null, trouble: answer.silence };
    }
    const { address, epoch } = answer.words;
    const trouble = troubleOf(answer.words, primary, tier) ?? null;
    const names = nameOf(tier, address) ?? null;
    return { ...placeOf(member), agrees: trouble === null, names, epoch, trouble };
  });
}

function troubleOf(view: SentinelView, primary: string | undefined, tier: RedisTier): string | undefined {
  const { address, epoch, flags, quorum, objection } = view;
  const named = nameOf(tier, address) ?? 'nobody';
  if (address !== primary) return `names ${named} (epoch ${String(epoch)})`;
  const flag = ['failover_in_progress', 'o_down', 's_down'].find((one) => flags.includes(one));
  if (flag !== undefined) return `has ${named} as ${flag}`;
  if (objection !== undefined) return objection;
  if (quorum === tier.quorum) return undefined;
  return `wants ${String(quorum)} votes, the spec says ${String(tier.quorum)}`;
}

/** One line for all, one more for each that does not agree. */
export function sentinelFacts(
  states: readonly SentinelState[],
  quorum: number,
  primary: string | undefined,
): Fact[] {
  const agreeing = states.filter(({ agrees }) => agrees).length;
  const able = agreeing >= quorum ? '' : ': no failover is possible';
  const text = `${String(agreeing)} of ${String(states.length)} Sentinels agree on ${primary ?? 'nobody'}, quorum ${String(quorum)}${able}`;
  const others = states.filter(({ agrees }) => !agrees);
  return [
    { well: others.length === 0, text },
    ...others.map((state) => ({ well: false, text: `${textOf(state)}: ${state.trouble ?? ''}` })),
  ];
}

import type { DrillContext } from '../../../drill/drill.ts';
import { StackError } from '../../../errors.ts';
import type { Member } from '../layout.ts';
import type { NodeView, SentinelView } from '../observe/parse.ts';
import type { RedisSettings } from '../schema.ts';
import { askNodes, askSentinels, newestWord, type Heard } from './ask.ts';

/** Who is what just now. */
export interface Roles {
  readonly primary: Member;
  /** Nodes that say that they are replicas, in the order of their names. */
  readonly replicas: readonly Member[];
}

/** @throws StackError('no') when nobody is primary, or nobody can tell which one is */
export async function rolesNow(settings: RedisSettings, context: DrillContext): Promise<Roles> {
  const [nodes, sentinels] = await Promise.all([
    askNodes(settings, context),
    askSentinels(settings, context),
  ]);
  return rolesOf(nodes, newestWord(sentinels));
}

/**
 * A node is primary when it says so and the newest word of the Sentinels is the same: one that was away may still think
 * that it is. Where no Sentinel answers, a single claim counts.
 */
export function rolesOf(nodes: readonly Heard<NodeView>[], word: SentinelView | undefined): Roles {
  const claims = nodes.filter(({ view }) => view?.role === 'primary').map(({ member }) => member);
  const primary =
    word === undefined ? onlyOne(claims) : claims.find(({ address }) => address === word.address);
  if (primary === undefined)
    throw new StackError('no', `no Redis primary: ${claimsText(claims)}, ${wordText(nodes, word)}`, {
      hint: 'holdfast status shows what each member says',
    });
  return {
    primary,
    replicas: nodes.filter(({ view }) => view?.role === 'replica').map(({ member }) => member),
  };
}

function onlyOne(claims: readonly Member[]): Member | undefined {
  return claims.length === 1 ? claims[0] : undefined;
}

function claimsText(claims: readonly Member[]): string {
  if (claims.length === 0) return 'no node says that it is';
  return `${claims.map(({ name }) => name).join(' and ')} ${claims.length === 1 ? 'says' : 'say'} so`;
}

function wordText(nodes: readonly Heard<NodeView>[], word: SentinelView | undefined): string {
  if (word === undefined) return 'no Sentinel answers';
  const named = nodes.find(({ member }) => member.address === word.address)?.member.name;
  return `the Sentinels name ${named ?? word.address}`;
}

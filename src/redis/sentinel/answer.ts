import type { TcpEndpoint } from '../connection/endpoint.ts';
import { ReplyError } from '../errors.ts';
import type { Reply } from '../protocol/reply.ts';
import { endpointOf } from './addresses.ts';

/** Another Sentinel, as one tells of it. */
export interface Peer {
  readonly id: string;
  readonly endpoint: TcpEndpoint;
}

/** What one Sentinel says, addresses as it told them. */
export interface SentinelAnswer {
  /** Its run id: a Sentinel that is reached by two addresses has one voice. */
  readonly id: string;
  readonly primary: TcpEndpoint;
  /**
   * Of the configuration it tells, the newest is the highest. Of a failover that it leads but has not published: one
   * more than the one it replaces, which is the least that it can get.
   */
  readonly epoch: number;
  /** It leads a failover and has chosen `primary`, but does not know yet that this has become one. */
  readonly promoting: boolean;
  /** Sentinels that must agree on a failover. */
  readonly quorum: number;
  readonly peers: readonly Peer[];
}

/** The questions of which `answerOf` reads the replies, in this order. */
export function questions(primaryName: string): readonly (readonly string[])[] {
  return [
    ['SENTINEL', 'MASTER', primaryName],
    // While a failover ends, its leader names the promoted node here and still the old one there (sentinel.c).
    ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primaryName],
    ['SENTINEL', 'SENTINELS', primaryName],
    ['SENTINEL', 'MYID'],
    // It tells which of them it promotes, up to a second before it sees that it has.
    ['SENTINEL', 'REPLICAS', primaryName],
  ];
}

/**
 * Reads them; `id` is for a Sentinel whose users may not ask for its own. Throws the Sentinel's error (it does not know
 * the name), or an Error when it names nobody.
 */
export function answerOf(
  [master, address, sentinels, myid, replicas]: readonly Reply[],
  id: string,
): SentinelAnswer {
  if (master instanceof ReplyError) throw master;
  const fields = fieldsOf(master);
  const before = endpointOf(fields.get('ip'), fields.get('port'));
  const now = Array.isArray(address) ? endpointOf(address[0], address[1]) : undefined;
  const named = now ?? before;
  if (named === undefined) throw new Error('it names no primary');
  const promoted = before !== undefined && (before.host !== named.host || before.port !== named.port);
  const chosen = promoted || !hasFlag(fields, 'failover_in_progress') ? undefined : chosenOf(replicas);
  const primary = chosen ?? named;
  return {
    id: typeof myid === 'string' ? myid : id,
    primary,
    epoch: number(fields.get('config-epoch')) + (promoted || chosen !== undefined ? 1 : 0),
    promoting: chosen !== undefined,
    quorum: Math.max(1, number(fields.get('quorum'))),
    peers: Array.isArray(sentinels) ? sentinels.flatMap(peerOf) : [],
  };
}

/** Whom the leader of a failover has chosen. */
function chosenOf(replicas: Reply | undefined): TcpEndpoint | undefined {
  const all = Array.isArray(replicas) ? replicas.map(fieldsOf) : [];
  const chosen = all.find((fields) => hasFlag(fields, 'promoted'));
  return chosen === undefined ? undefined : endpointOf(chosen.get('ip'), chosen.get('port'));
}

function hasFlag(fields: ReadonlyMap<Reply, Reply>, flag: string): boolean {
  const flags = fields.get('flags');
  return typeof flags === 'string' && flags.split(',').includes(flag);
}

function peerOf(told: Reply): Peer[] {
  const fields = fieldsOf(told);
  const endpoint = endpointOf(fields.get('ip'), fields.get('port'));
  const id = fields.get('runid');
  return endpoint === undefined ? [] : [{ id: typeof id === 'string' ? id : '', endpoint }];
}

/** A map in RESP3, a list of names and values in RESP2. */
function fieldsOf(told: Reply | undefined): ReadonlyMap<Reply, Reply> {
  if (told instanceof Map) return told;
  const fields = new Map<Reply, Reply>();
  if (Array.isArray(told))
    for (let at = 0; at + 1 < told.length; at += 2) fields.set(told[at] ?? null, told[at + 1] ?? null);
  return fields;
}

function number(told: Reply | undefined): number {
  const value = Number(told);
  return Number.isFinite(value) ? value : 0;
}

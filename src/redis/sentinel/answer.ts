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
   * Of the configuration it tells, the newest is the highest. Of a failover that it leads and that has promoted
   * already, but is not published: one more than the one it replaces, which is the least that it can get.
   */
  readonly epoch: number;
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
  ];
}

/**
 * Reads them; `id` is for a Sentinel whose users may not ask for its own. Throws the Sentinel's error (it does not know
 * the name), or an Error when it names nobody.
 */
export function answerOf([master, address, sentinels, myid]: readonly Reply[], id: string): SentinelAnswer {
  if (master instanceof ReplyError) throw master;
  const fields = fieldsOf(master);
  const before = endpointOf(fields.get('ip'), fields.get('port'));
  const now = Array.isArray(address) ? endpointOf(address[0], address[1]) : undefined;
  const primary = now ?? before;
  if (primary === undefined) throw new Error('it names no primary');
  const promoted = before !== undefined && (before.host !== primary.host || before.port !== primary.port);
  return {
    id: typeof myid === 'string' ? myid : id,
    primary,
    epoch: number(fields.get('config-epoch')) + (promoted ? 1 : 0),
    quorum: Math.max(1, number(fields.get('quorum'))),
    peers: Array.isArray(sentinels) ? sentinels.flatMap(peerOf) : [],
  };
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

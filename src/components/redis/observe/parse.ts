/** What a data node says of its place in the replication, and of its disk (INFO replication and persistence). */
export type NodeView = PrimaryView | ReplicaView;

interface WithDisk {
  /** Its last write to the AOF failed: it refuses every write and PING until one succeeds. */
  readonly diskFailed: boolean;
}

export interface PrimaryView extends WithDisk {
  readonly role: 'primary';
  /** Bytes of the replication stream written so far. */
  readonly offset: number;
  readonly followers: readonly Follower[];
}

/** A replica as its primary sees it. */
export interface Follower {
  readonly address: string;
  readonly online: boolean;
  readonly offset: number;
  /** Seconds since it last acknowledged; it does so once a second. */
  readonly secondsBehind: number;
}

export interface ReplicaView extends WithDisk {
  readonly role: 'replica';
  /** Address of the node it follows. */
  readonly of: string;
  readonly connected: boolean;
  /** How long the link has been down; undefined while it is up. */
  readonly secondsDown: number | undefined;
}

/** What a Sentinel says of the primary it watches. */
export interface SentinelView {
  readonly address: string;
  readonly epoch: number;
  /** Votes it wants before it fails over; its own, so that one with other settings stands out. */
  readonly quorum: number;
  /** `master`, and while there is trouble `s_down`, `o_down`, `failover_in_progress`. */
  readonly flags: readonly string[];
  /**
   * Why it could not fail over: it is in TILT, or it sees too few others, in its own words, the first sentence
   * (SENTINEL CKQUORUM). Undefined when it could.
   */
  readonly objection: string | undefined;
}

/** Sentinel's way to distrust its own clock after it was not run for 2 s; it lasts 30 s (sentinel.c). */
const tilt = 'is in TILT and fails nothing over for up to 30 s';

/** Undefined for anything that is not an answer to INFO replication; INFO persistence may follow it. */
export function parseNode(info: string): NodeView | undefined {
  const fields = new Map(info.split('\n').map((line) => cut(line.trim(), ':')));
  const number = (key: string): number => Number(fields.get(key) ?? 0);
  const diskFailed = fields.get('aof_last_write_status') === 'err';
  if (fields.get('role') === 'master') {
    const offset = number('master_repl_offset');
    return { role: 'primary', offset, followers: parseFollowers(fields), diskFailed };
  }
  if (fields.get('role') !== 'slave') return undefined;
  const connected = fields.get('master_link_status') === 'up';
  return {
    role: 'replica',
    of: fields.get('master_host') ?? '',
    connected,
    secondsDown: connected ? undefined : number('master_link_down_since_seconds'),
    diskFailed,
  };
}

/** `slave0:ip=10.70.3.12,port=6382,state=online,offset=4711,lag=0` */
function parseFollowers(fields: ReadonlyMap<string, string>): Follower[] {
  const lines = [...fields].filter(([key]) => /^slave\d+$/.test(key)).map(([, value]) => value);
  return lines.map((line) => {
    const of = new Map(line.split(',').map((pair) => cut(pair, '=')));
    return {
      address: of.get('ip') ?? '',
      online: of.get('state') === 'online',
      offset: Number(of.get('offset')),
      secondsBehind: Number(of.get('lag')),
    };
  });
}

/**
 * The answers to SENTINEL CKQUORUM, SENTINEL MASTER and INFO sentinel, in this order. Undefined when there is no second
 * one; where the third was not asked nothing is known of TILT.
 */
export function parseSentinel(answers: string): SentinelView | undefined {
  const lines = answers.split('\n').map((line) => line.trim());
  const start = lines.indexOf('name');
  if (start < 0) return undefined;
  const fields = new Map<string, string>();
  for (let at = start; at + 1 < lines.length; at += 2) fields.set(lines[at] ?? '', lines[at + 1] ?? '');
  const [verdict = ''] = lines;
  return {
    address: fields.get('ip') ?? '',
    epoch: Number(fields.get('config-epoch')),
    quorum: Number(fields.get('quorum')),
    flags: (fields.get('flags') ?? '').split(','),
    objection: lines.includes('sentinel_tilt:1') ? tilt : objectionIn(verdict),
  };
}

function objectionIn(verdict: string): string | undefined {
  return verdict.startsWith('OK') ? undefined : verdict.split('. ')[0];
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

import { expect, test } from 'vitest';
import { judge } from '../../../src/components/redis/observe/judge.ts';
import {
  parseNode,
  parseSentinel,
  type NodeView,
  type SentinelView,
} from '../../../src/components/redis/observe/parse.ts';
import type { Asked, RedisTier } from '../../../src/components/redis/observe/tier.ts';
import type { Answer } from '../../../src/observe/observation.ts';

test('INFO replication of a primary, with a replica that still copies', () => {
  const info = [
    '# Replication',
    'role:master',
    'connected_slaves:2',
    'slave0:ip=10.0.0.12,port=6382,state=online,offset=1000,lag=1',
    'slave1:ip=10.0.0.13,port=6383,state=wait_bgsave,offset=0,lag=0',
    'master_repl_offset:1140',
  ];
  expect(parseNode(info.join('\r\n'))).toEqual({
    role: 'primary',
    offset: 1140,
    followers: [
      { address: '10.0.0.12', online: true, offset: 1000, secondsBehind: 1 },
      { address: '10.0.0.13', online: false, offset: 0, secondsBehind: 0 },
    ],
    diskFailed: false,
  });
});

test('INFO replication of a replica whose link is down', () => {
  const info =
    'role:slave\nmaster_host:10.0.0.11\nmaster_link_status:down\nmaster_link_down_since_seconds:7\n';
  expect(parseNode(info)).toEqual({
    role: 'replica',
    of: '10.0.0.11',
    connected: false,
    secondsDown: 7,
    diskFailed: false,
  });
});

test.each([
  ['ok', false],
  ['err', true],
])('an AOF whose last write was %s', (status, diskFailed) => {
  const persistence = `# Persistence\r\nloading:0\r\naof_enabled:1\r\naof_last_write_status:${status}\r\n`;
  for (const role of ['role:master', 'role:slave'])
    expect(parseNode(`${role}\r\n\r\n${persistence}`)).toMatchObject({ diskFailed });
});

test.each(['', 'Could not connect to Redis at 127.0.0.1:6381: Connection refused', 'LOADING'])(
  '%j is not an answer',
  (text) => {
    expect(parseNode(text)).toBeUndefined();
    expect(parseSentinel(text)).toBeUndefined();
  },
);

test('a Sentinel’s word, and its objection when it sees too few others', () => {
  const master = 'name\nshop\nip\n10.0.0.11\nport\n6381\nflags\nmaster,s_down\nconfig-epoch\n4\nquorum\n2\n';
  const good = parseSentinel(
    `OK 3 usable Sentinels. Quorum and failover authorization can be reached\n${master}`,
  );
  expect(good).toEqual({
    address: '10.0.0.11',
    epoch: 4,
    quorum: 2,
    flags: ['master', 's_down'],
    objection: undefined,
  });
  const lonely = parseSentinel(
    `NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach\n\n${master}`,
  );
  expect(lonely?.objection).toBe('NOQUORUM 1 usable Sentinels');
  const info = (tilt: number) =>
    `OK 3 usable Sentinels.\r\n${master}\n# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:${String(tilt)}\r\n`;
  expect(parseSentinel(info(0))).toEqual(good);
  expect(parseSentinel(info(1))).toEqual({
    ...good,
    objection: 'is in TILT and fails nothing over for up to 30 s',
  });
});

test('a whole tier: primary, lag, agreement', () => {
  const { facts, data } = judge(tier({}));
  expect(facts.every(({ well }) => well)).toBe(true);
  expect(facts.map(({ text }) => text)).toEqual([
    'redis-1 (10.0.0.11:6381) is primary, 2 of 2 replicas connected',
    'redis-2 (10.0.0.12:6382) is a replica, 40 bytes behind, last acknowledged 1 s ago',
    'redis-3 (10.0.0.13:6383) is a replica, 40 bytes behind, last acknowledged 1 s ago',
    '3 of 3 Sentinels agree on redis-1, quorum 2',
  ]);
  expect(data).toMatchObject({
    primary: { service: 'redis-1', address: '10.0.0.11', port: 6381 },
    replicas: [{ bytesBehind: 40, secondsBehind: 1 }, { service: 'redis-3' }],
    sentinels: { quorum: 2, agreeing: 3 },
  });
});

test.each<[string, Partial<Record<string, Answer<NodeView>>>, RegExp]>([
  ['is paused', { 'redis-3': { silence: 'is paused' } }, /^redis-3 \(10.0.0.13:6383\): is paused$/],
  ['follows another node', { 'redis-3': { words: replica('10.0.0.12') } }, /^redis-3 .*: follows redis-2$/],
  [
    'has lost its link',
    { 'redis-3': { words: { ...replica('10.0.0.11'), connected: false, secondsDown: 9 } } },
    /^redis-3 .*: its link to redis-1 is down for 9 s$/,
  ],
  [
    'is not counted by the primary',
    { 'redis-1': { words: primary(['10.0.0.12']) } },
    /^redis-3 .*: redis-1 does not count it$/,
  ],
  [
    'copies the data',
    { 'redis-1': { words: primary(['10.0.0.12', '10.0.0.13'], { online: false }) } },
    /^redis-3 .*: still copies the data of redis-1$/,
  ],
  [
    'has not acknowledged for longer than writes may wait',
    { 'redis-1': { words: primary(['10.0.0.12', '10.0.0.13'], { secondsBehind: 6 }) } },
    /^redis-3 .*: has acknowledged nothing for 6 s$/,
  ],
  [
    'has a full disk',
    { 'redis-3': { words: { ...replica('10.0.0.11'), diskFailed: true } } },
    /^redis-3 .*: cannot write to its disk$/,
  ],
  [
    'believes that it is primary',
    { 'redis-3': { words: primary([]) } },
    /^redis-3 .*: says that it is primary as well$/,
  ],
])('a replica that %s is ill, and the line says so', (_what, nodes, line) => {
  const { facts } = judge(tier({ nodes }));
  expect(facts.filter(({ well }) => !well).map(({ text }) => text)).toContainEqual(
    expect.stringMatching(line),
  );
});

test('of two that say they are primary, the one the Sentinels name is', () => {
  const nodes = { 'redis-2': { words: primary(['10.0.0.13']) } };
  const named = { words: sentinel('10.0.0.12') };
  const sentinels = { 'sentinel-1': named, 'sentinel-2': named };
  const { facts, data } = judge(tier({ nodes, sentinels }));
  expect(data).toMatchObject({ primary: { service: 'redis-2' } });
  expect(facts.at(-1)?.text).toBe('sentinel-3 (10.0.0.23:26383): names redis-1 (epoch 1)');
});

test('no primary: what the Sentinels name is told', () => {
  const { facts, data } = judge(tier({ nodes: { 'redis-1': { silence: 'has exited with 137' } } }));
  expect(facts[0]).toEqual({
    well: false,
    text: 'no node that answers is primary; the Sentinels name redis-1',
  });
  expect(data['primary']).toBeNull();
});

test('a primary with a full disk is ill, whoever follows it', () => {
  const words = primary(['10.0.0.12', '10.0.0.13'], {}, true);
  const { facts } = judge(tier({ nodes: { 'redis-1': { words } } }));
  expect(facts.filter(({ well }) => !well).map(({ text }) => text)).toEqual([
    'redis-1 (10.0.0.11:6381) is primary, 2 of 2 replicas connected; it cannot write to its disk and refuses writes',
  ]);
});

test('too few Sentinels: no failover is possible, and why', () => {
  const away = { silence: 'has exited with 137' };
  const sentinels = {
    'sentinel-1': { words: sentinel('10.0.0.11', { objection: 'NOQUORUM 1 usable Sentinels' }) },
    'sentinel-2': away,
    'sentinel-3': away,
  };
  const { facts } = judge(tier({ sentinels }));
  expect(facts.slice(3).map(({ text }) => text)).toEqual([
    '0 of 3 Sentinels agree on redis-1, quorum 2: no failover is possible',
    'sentinel-1 (10.0.0.21:26381): NOQUORUM 1 usable Sentinels',
    'sentinel-2 (10.0.0.22:26382): has exited with 137',
    'sentinel-3 (10.0.0.23:26383): has exited with 137',
  ]);
});

test('a Sentinel with another quorum than the spec’s stands out', () => {
  const { facts } = judge(
    tier({ sentinels: { 'sentinel-2': { words: sentinel('10.0.0.11', { quorum: 1 }) } } }),
  );
  expect(facts.at(-1)?.text).toBe('sentinel-2 (10.0.0.22:26382): wants 1 votes, the spec says 2');
});

function primary(
  followers: readonly string[],
  given: { online?: boolean; secondsBehind?: number } = {},
  diskFailed = false,
): NodeView {
  return {
    role: 'primary',
    offset: 1040,
    diskFailed,
    followers: followers.map((address) => ({
      address,
      online: true,
      offset: 1000,
      secondsBehind: 1,
      ...given,
    })),
  };
}

function replica(of: string) {
  return { role: 'replica', of, connected: true, secondsDown: undefined, diskFailed: false } as const;
}

function sentinel(address: string, given: Partial<SentinelView> = {}): SentinelView {
  return { address, epoch: 1, quorum: 2, flags: ['master'], objection: undefined, ...given };
}

/** Three nodes, the first primary, and three Sentinels that agree; what is given replaces their answers. */
function tier(given: {
  readonly nodes?: Partial<Record<string, Answer<NodeView>>>;
  readonly sentinels?: Partial<Record<string, Answer<SentinelView>>>;
}): RedisTier {
  const node = (n: number): Asked<NodeView> => {
    const name = `redis-${String(n)}`;
    const whole = n === 1 ? primary(['10.0.0.12', '10.0.0.13']) : replica('10.0.0.11');
    return {
      member: { name, address: `10.0.0.1${String(n)}`, port: 6380 + n },
      answer: given.nodes?.[name] ?? { words: whole },
    };
  };
  const guard = (n: number): Asked<SentinelView> => {
    const name = `sentinel-${String(n)}`;
    return {
      member: { name, address: `10.0.0.2${String(n)}`, port: 26_380 + n },
      answer: given.sentinels?.[name] ?? { words: sentinel('10.0.0.11') },
    };
  };
  return { nodes: [1, 2, 3].map(node), sentinels: [1, 2, 3].map(guard), quorum: 2, maxLagSeconds: 5 };
}

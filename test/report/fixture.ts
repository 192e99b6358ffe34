import type { StreamFacts } from '../../src/drill/history.ts';
import type {
  DrillResult,
  Mark,
  Report,
  RunResult,
  StreamResult,
  Timeline,
  TimelineStream,
} from '../../src/report/report.ts';

/** Numbers that look measured and are the same each time. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Samples around a middle, skewed to the right as waiting times are. */
export function samples(n: number, middle: number, spread: number, seed: number): number[] {
  const next = dice(seed);
  return Array.from({ length: n }, () => Math.round(middle + spread * (next() + next() * next() * 2 - 1)));
}

export function stream(
  facts: Partial<StreamFacts>,
  gaps: readonly number[],
  more: Partial<StreamResult> = {},
): StreamResult {
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return {
    id: 'redis/set/holdfast/replica',
    tier: 'redis',
    client: 'holdfast/redis',
    title: 'SET acknowledged by a replica',
    kind: 'write',
    view: 'client',
    promise: 'kept',
    judged: false,
    keyed: false,
    interval: 12.5,
    ...facts,
    gaps,
    median: at(0.5),
    max: sorted.at(-1) ?? null,
    p95: gaps.length >= 20 ? at(0.95) : null,
    acknowledged: 41_204,
    failed: 12,
    unknown: 3,
    lost: 0,
    duplicated: 0,
    reordered: 0,
    stale: 0,
    p50: 0.82,
    p99: 4.6,
    slowest: sorted.at(-1) ?? null,
    ...more,
  };
}

export function run(n: number, more: Partial<RunResult> = {}): RunResult {
  return {
    run: n,
    services: ['redis-1'],
    evidence: 'redis-1 is exited with 137',
    healedAfter: 8000,
    wholeAfter: 3120 + n * 7,
    ...more,
  };
}

export function drawn(
  id: string,
  seed: number,
  gap: number,
  rate: number,
  more: Partial<TimelineStream> = {},
): TimelineStream {
  const next = dice(seed);
  const steps = Array.from({ length: 260 }, (_, index) => -6000 + index * 100);
  const away = (at: number) => at > -50 && at < gap;
  return {
    id,
    ok: steps.map((at) =>
      away(at) ? 0 : Math.round((rate / 10) * (at < gap + 300 && at > 0 ? 0.7 : 0.94 + next() * 0.12)),
    ),
    failed: steps.map((at) => (away(at) && at > 300 ? Math.round((rate / 90) * next()) : 0)),
    slowest: steps.map((at) =>
      away(at) ? null : at > 0 && at < gap + 200 ? gap : 1.2 + next() * next() * 6,
    ),
    ...more,
  };
}

const marks: readonly Mark[] = [
  { at: 0, kind: 'fault', text: 'kill redis-1' },
  { at: 1510, kind: 'role', text: 'redis-1 is down for two Sentinels' },
  { at: 1990, kind: 'role', text: 'redis-2 is primary, epoch 4' },
  { at: 8000, kind: 'heal', text: 'redis-1 is started' },
  { at: 11_200, kind: 'whole', text: 'one primary, two replicas in sync' },
];

export function timeline(streams: readonly TimelineStream[], more: Partial<Timeline> = {}): Timeline {
  return { run: 3, from: -6000, to: 20_000, step: 100, marks, streams, ...more };
}

const ids = {
  ours: 'redis/set/holdfast/replica',
  probe: 'redis/set/fresh',
  primary: 'redis/set/holdfast/primary',
  ioredis: 'redis/set/ioredis',
  node: 'redis/set/node-redis',
} as const;

function redisStreams(n: number, seed: number): readonly StreamResult[] {
  return [
    stream({ judged: true }, samples(n, 2250, 300, seed)),
    stream(
      {
        id: ids.probe,
        client: 'fresh connection',
        title: 'SET through Sentinel',
        view: 'cluster',
        interval: 50,
      },
      samples(n, 2050, 280, seed + 1),
    ),
    stream(
      { id: ids.primary, title: 'SET acknowledged by the primary', promise: 'counted' },
      samples(n, 2210, 300, seed + 2),
      { lost: 17 },
    ),
    stream(
      { id: ids.ioredis, client: 'ioredis 6', title: 'SET', promise: 'counted' },
      samples(n, 3300, 700, seed + 3),
      { lost: 9 },
    ),
    stream(
      { id: ids.node, client: 'node-redis 6', title: 'SET', promise: 'counted' },
      samples(n, 2900, 900, seed + 4),
      { lost: 11 },
    ),
    stream({ id: 'redis/get', title: 'GET', kind: 'read', interval: 12.5 }, samples(n, 2100, 280, seed + 5)),
  ];
}

function redisKill(): DrillResult {
  const streams = redisStreams(24, 7);
  const gap = (id: string) => streams.find((one) => one.id === id)?.gaps[2] ?? 0;
  return {
    name: 'redis.primary:kill',
    about: 'SIGKILL to the container of the primary; it stays down until healed',
    outcome: 'passed',
    runs: Array.from({ length: 24 }, (_, index) => run(index + 1)),
    streams,
    slo: { rto: 3000, rpo: 0 },
    verdicts: [
      { claim: 'away no longer than 3.00 s', good: true, seen: 'at most 2.74 s in 24 runs' },
      { claim: 'no acknowledged write lost', good: true, seen: '0 of 41,204' },
      { claim: 'whole again after the heal', good: true, seen: '24 of 24 runs, at most 3.29 s' },
      { claim: 'one primary acknowledged at a time', good: true, seen: 'no two epochs at once' },
    ],
    timeline: timeline([
      drawn(ids.ours, 1, gap(ids.ours), 240),
      drawn(ids.probe, 2, gap(ids.probe), 20),
      drawn(ids.ioredis, 3, gap(ids.ioredis), 80),
      drawn(ids.node, 4, gap(ids.node), 80),
    ]),
  };
}

function kafkaLeader(): DrillResult {
  const kafka = { tier: 'kafka', keyed: true, interval: 20 } as const;
  const id = 'kafka/produce/kafkajs';
  return {
    name: 'kafka.leader(orders/0):pause',
    about: 'all processes of the container are frozen; connections stay open and nobody answers',
    outcome: 'failed',
    runs: Array.from({ length: 5 }, (_, index) =>
      run(index + 1, {
        services: ['kafka-2'],
        evidence: 'kafka-2 is paused',
        ...(index === 4
          ? { wholeAfter: null, illness: 'orders/0 has 2 of 3 replicas in sync after 60 s' }
          : {}),
      }),
    ),
    streams: [
      stream(
        { ...kafka, id, client: 'kafkajs', title: 'produce, acks=all, idempotent', judged: true },
        [5120, 4870, 7610, 5300, 41_200],
        { lost: 3, duplicated: 1 },
      ),
      stream(
        {
          ...kafka,
          id: 'kafka/produce/rd',
          client: 'confluent-kafka',
          title: 'produce, acks=all, idempotent',
        },
        [3120, 3870, 4610, 3300, 4200],
      ),
      stream(
        { ...kafka, id: 'kafka/fresh', client: 'fresh connection', title: 'produce', view: 'cluster' },
        [2910, 3020, 4100, 3000, 3900],
      ),
      stream(
        { ...kafka, id: 'kafka/consume', client: 'kafkajs', title: 'consumer group', kind: 'consume' },
        [6100, 6900, 8800, 7000, 9100],
      ),
      stream(
        { ...kafka, id: 'kafka/acks1', client: 'kafkajs', title: 'produce, acks=1', promise: 'control' },
        [2910, 3020, 4100, 3000, 3900],
        { lost: 212 },
      ),
    ],
    slo: { rto: 7500, rpo: 0 },
    verdicts: [
      { claim: 'away no longer than 7.50 s', good: false, seen: '41.2 s in run 5' },
      {
        claim: 'no acknowledged write lost',
        good: false,
        seen: '3 of 41,204 are missing: orders/0 771, 772, 790',
      },
      { claim: 'no record twice', good: false, seen: '1 of 41,204' },
      { claim: 'order kept in each partition', good: true, seen: '0 of 41,204' },
    ],
    timeline: timeline(
      [
        drawn(id, 11, 5300, 600, {
          ok: drawn(id, 11, 0, 600).ok.map((ok, index) =>
            index > 60 && index < 113 ? Math.round(ok / 2) : ok,
          ),
          gap: { from: -20, to: 5280 },
        }),
        drawn('kafka/produce/rd', 12, 3300, 600),
        drawn('kafka/fresh', 13, 3000, 20),
        drawn('kafka/consume', 14, 7000, 600),
      ],
      {
        run: 4,
        marks: [
          { at: 0, kind: 'fault', text: 'pause kafka-2' },
          { at: 12_000, kind: 'heal', text: 'unpause kafka-2' },
        ],
      },
    ),
  };
}

function webKill(): DrillResult {
  const http = { tier: 'http', view: 'client', promise: 'kept', keyed: false } as const;
  return {
    name: 'web.1:kill',
    about: 'SIGKILL to the process under init; the restart policy starts it again',
    outcome: 'passed',
    runs: [
      run(1, {
        services: ['web-1'],
        evidence: 'web-1 was started 1 time more',
        healedAfter: 900,
        wholeAfter: 0,
      }),
    ],
    streams: [
      stream(
        {
          ...http,
          id: 'http/get',
          client: 'undici',
          title: 'GET /',
          kind: 'request',
          judged: true,
          interval: 2,
        },
        [14],
        { failed: 0, acknowledged: 20_112 },
      ),
      stream(
        {
          ...http,
          id: 'http/post',
          client: 'undici',
          title: 'POST with idempotency key',
          kind: 'count',
          interval: 20,
        },
        [61],
        { acknowledged: 2011 },
      ),
      stream(
        {
          ...http,
          id: 'http/socket',
          client: 'ws',
          title: 'WebSocket held open',
          kind: 'socket',
          interval: 100,
        },
        [212],
      ),
    ],
    slo: { failed: 0 },
    verdicts: [{ claim: 'no request failed', good: true, seen: '0 of 20,112 GET' }],
    timeline: timeline([drawn('http/get', 21, 0, 500), drawn('http/socket', 23, 200, 10)], {
      run: 1,
      marks: [
        { at: 0, kind: 'fault', text: 'SIGKILL to web-1' },
        { at: 900, kind: 'heal', text: 'nothing to do' },
        { at: 1000, kind: 'whole', text: 'web-1 is healthy' },
      ],
    }),
  };
}

function sentinelInvalid(): DrillResult {
  return {
    name: 'redis.sentinel.2:disconnect',
    about: 'taken off every network; address and aliases are given back',
    outcome: 'invalid',
    runs: [
      run(1, {
        services: ['redis-sentinel-2'],
        invalid: 'redis-sentinel-2 still answers its peers',
        evidence: '',
        wholeAfter: null,
      }),
    ],
    streams: [
      stream({ judged: true }, [], {
        acknowledged: 0,
        failed: 0,
        unknown: 0,
        p50: null,
        p99: null,
        slowest: null,
      }),
    ],
    slo: {},
    verdicts: [],
    timeline: undefined,
  };
}

/** A report with all that can be in one: passed, failed and invalid, one sample and many, empty streams. */
export const rich: Report = {
  format: 1,
  stack: 'shop',
  began: '2026-11-26T20:16:28.123Z',
  length: 1_934_000,
  outcome: 'failed',
  failover: 'fast',
  host: {
    os: 'Debian GNU/Linux 13 (trixie)',
    kernel: '6.12.48',
    cpus: 2,
    memoryMiB: 3921,
    engine: 'Engine 26.1.5, Compose 2.26.1, cgroup v2',
  },
  versions: {
    holdfast: '0.1.0',
    redis: '8.0.2',
    kafka: '4.1.0',
    nginx: '1.26.3',
    node: '20.20.2',
    ioredis: '6.0.0',
    'node-redis': '6.3.1',
    kafkajs: '2.2.4',
  },
  load: [
    'redis: SET, INCR and GET through Sentinel by three clients, 240 a second',
    'kafka: idempotent producers to 6 partitions, 600 records a second',
    'http: 500 GET a second through Nginx',
  ],
  drills: [redisKill(), kafkaLeader(), webKill(), sentinelInvalid()],
  verdicts: [
    {
      claim: 'null run: nothing is seen without a fault',
      good: true,
      seen: '60 s, longest gap 31 ms, 0 lost',
    },
    { claim: 'positive control: the checkers see a dropped write', good: true, seen: '1 of 1 found' },
    { claim: 'no OOM kill', good: true, seen: '0 in 14 containers' },
    { claim: 'exactly one primary at the end', good: true, seen: 'redis-2, epoch 31' },
  ],
  blind: [
    'The loss of power: what the kernel had in its page cache survives the kill of a process.',
    'A fault of the host itself: clients, servers and the engine share one machine and one kernel.',
    'Gaps shorter than the probe interval of a stream.',
  ],
};

/** The same where all went well, as on the best day. */
export const passed: Report = {
  ...rich,
  outcome: 'passed',
  length: 61_200,
  drills: [redisKill(), webKill()],
};

/** Nothing in it but what the type asks for. */
export const bare: Report = {
  ...rich,
  outcome: 'passed',
  versions: {},
  load: [],
  drills: [],
  verdicts: [],
  blind: [],
};

const nasty = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u202e ]]> \u0000 | `x` ';

/** Markup and worse in every text, and numbers beyond all measure. */
export const hostile: Report = {
  ...rich,
  stack: nasty,
  host: { ...rich.host, os: nasty, engine: nasty },
  versions: { [nasty]: nasty, holdfast: nasty },
  load: [nasty],
  blind: [nasty],
  verdicts: [{ claim: nasty, good: false, seen: nasty }],
  drills: [
    {
      ...redisKill(),
      name: `${nasty}:kill`,
      about: nasty,
      outcome: 'failed',
      runs: [run(1, { services: [nasty], evidence: nasty, invalid: nasty, illness: nasty }), run(2)],
      streams: [
        stream({ judged: true, client: nasty, title: nasty }, [Number.MAX_SAFE_INTEGER], {
          acknowledged: Number.MAX_SAFE_INTEGER,
          lost: 1e15,
          failed: 9e15,
        }),
        stream({ id: ids.node, client: 'a'.repeat(300), title: 'b'.repeat(300) }, [0]),
      ],
      verdicts: [{ claim: nasty, good: false, seen: nasty }],
      timeline: timeline([drawn(ids.ours, 1, 2230, 240), { id: ids.node, ok: [], failed: [], slowest: [] }], {
        run: 2,
        marks: [...marks, { at: 9e15, kind: 'role', text: nasty }],
      }),
    },
  ],
};

import type { DisasterReport } from '../../src/report/disaster/report.ts';
import { timelineOf } from '../../src/drill/disaster/timeline.ts';
import { hostile, passed } from './fixture.ts';

const began = 11_000;
const destroyed = 26_500;
const steady = (tier: string, interval: number) =>
  Array.from({ length: Math.floor((destroyed - 1000) / interval) }, (_, index) => ({
    tier,
    id: `${tier} ${String(index)}`,
    value: String(index),
    sent: 900 + index * interval,
    acknowledged: 902 + index * interval,
  }));

/** A drill that went as it should, on two stores. */
export const survived: DisasterReport = {
  format: 'disaster-1',
  stack: 'shop',
  began: '2026-03-02T03:04:05.000Z',
  length: 92_000,
  outcome: 'passed',
  failover: 'fast',
  host: passed.host,
  versions: passed.versions,
  load: ['redis: SET by holdfast/redis, 200 a second', 'kafka: idempotent producers with acks=all'],
  backup: { id: '20260302-030416', took: 5200 },
  destroyed: {
    services: ['redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'kafka-1', 'kafka-2', 'kafka-3', 'backup'],
    volumes: ['shop-redis-1-data', 'shop-redis-2-data', 'shop-redis-3-data', 'shop-kafka-1-data'],
  },
  rto: {
    proven: 38_240,
    firstWrites: [
      { tier: 'redis', after: 38_410 },
      { tier: 'kafka', after: 38_790 },
    ],
    up: 49_300,
  },
  rpo: { age: 15_500, records: 4012, acknowledgedSince: 4080 },
  tiers: [
    {
      tier: 'redis',
      acknowledged: { before: 2011, during: 1040, after: 2060 },
      kept: 2011,
      missing: [],
      wrong: [],
      doubled: [],
      late: [],
      strange: [],
      disordered: [],
      lost: 3010,
    },
    {
      tier: 'kafka',
      acknowledged: { before: 605, during: 312, after: 618 },
      kept: 605,
      missing: [],
      wrong: [],
      doubled: [],
      late: [],
      strange: [],
      disordered: [],
      lost: 1002,
    },
  ],
  users: [
    {
      tier: 'redis',
      what: 'keys without an expiry',
      before: 250_000,
      after: 250_000,
      covered: 250_000,
      restorable: 250_000,
      restored: 250_000,
      shrinks: false,
      atMost: false,
    },
    {
      tier: 'kafka',
      what: 'records of orders',
      before: 1_010_000,
      after: 1_010_000,
      covered: 1_010_000,
      restorable: 1_010_000,
      restored: 1_010_000,
      shrinks: false,
      atMost: false,
    },
  ],
  verdicts: [
    {
      claim: 'redis: all that was acknowledged before the backup is there',
      good: true,
      seen: '2011 of 2011 records',
    },
    {
      claim: 'kafka: all that was acknowledged before the backup is there',
      good: true,
      seen: '605 of 605 records',
    },
    { claim: 'the stack is whole again', good: true, seen: 'every service and tier is well' },
  ],
  timeline: timelineOf({
    written: [...steady('redis', 5), ...steady('kafka', 17)],
    moments: { backup: { began, ended: began + 5200 }, destroyed },
    proven: destroyed + 38_240,
    up: destroyed + 49_300,
    length: destroyed + 57_000,
    phases: [
      { name: 'connecting the clients', from: 0, to: 900 },
      { name: 'load, 10 s', from: 900, to: began },
      { name: 'saving', from: began, to: began + 5200 },
      {
        name: 'load after the backup, 10 s; the backup is tried out',
        from: began + 5200,
        to: destroyed - 300,
      },
      { name: 'destroying every container and data volume', from: destroyed, to: destroyed + 2400 },
      { name: 'reading the backup', from: destroyed + 2400, to: destroyed + 4800 },
      { name: "Redis' data loaded on trial", from: destroyed + 4800, to: destroyed + 6900 },
      { name: 'Kafka filled', from: destroyed + 6900, to: destroyed + 22_000 },
      { name: 'Kafka read back and compared', from: destroyed + 22_000, to: destroyed + 26_000 },
      { name: 'Redis filled and compared', from: destroyed + 26_000, to: destroyed + 38_240 },
      { name: 'starting the stack', from: destroyed + 38_400, to: destroyed + 46_000 },
      { name: 'reading every record back', from: destroyed + 49_300, to: destroyed + 50_100 },
    ],
  }),
  blind: ['The volume with the backups is not destroyed: it lies on the same disk as the data.'],
};

/** One record is gone that should be there. */
export const broken: DisasterReport = {
  ...survived,
  outcome: 'failed',
  tiers: survived.tiers.map((one) =>
    one.tier === 'kafka' ? { ...one, kept: 604, missing: ['holdfast.drill.disaster.w/0#17'] } : one,
  ),
  verdicts: survived.verdicts.map((verdict) =>
    verdict.claim.startsWith('kafka')
      ? { ...verdict, good: false, seen: '604 of 605 records, 1 missing: holdfast.drill.disaster.w/0#17' }
      : verdict,
  ),
};

/** Texts that would be markup, and a drill of which hardly anything is known. */
export const strange: DisasterReport = {
  ...broken,
  stack: hostile.stack,
  host: hostile.host,
  versions: hostile.versions,
  load: hostile.load,
  rto: { proven: NaN, firstWrites: [], up: 0 },
  users: survived.users.map((figure) => ({ ...figure, what: '<script>alert(1)</script>' })),
  verdicts: [{ claim: '<img src=x onerror=alert(1)>', good: false, seen: '" onload="alert(1)' }],
  timeline: {
    ...survived.timeline,
    rates: [{ tier: '<script>alert(1)</script>', acknowledged: [] }],
    phases: [{ name: '</svg><script>alert(1)</script>', from: 0, to: 0 }],
  },
};

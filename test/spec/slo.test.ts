import { describe, expect, test } from 'vitest';
import { components } from '../../src/components/index.ts';
import { defaultSlos, slosOf } from '../../src/drill/slo-defaults.ts';
import { sloOf } from '../../src/drill/slo.ts';
import type { StackError } from '../../src/errors.ts';
import { specOf } from '../support/bundle.ts';

function slos(text: string) {
  return slosOf(specOf(`name: shop\n${text}\n`), components);
}

describe('what a drill has to keep to', () => {
  test('with failover: fast are the numbers that are promised', () => {
    expect(Object.fromEntries(slos('failover: fast'))).toMatchObject({
      'redis.primary:kill': { rto: 2800, rpo: 0 },
      'redis.primary:stop': { rto: 3500, rpo: 0 },
      'redis.primary:pause': { rto: 3500, rpo: 0 },
      'redis.primary:disconnect': { rto: 3500, rpo: 0 },
      'kafka.leader:kill': { rto: 3500, consumer: 9000, rpo: 0 },
      'kafka.controller:kill': { rto: 7500, consumer: 9000, rpo: 0 },
      'kafka.leader:pause': { rto: 7500, consumer: 9000, rpo: 0 },
      'kafka.broker:stop': { rto: 2000, consumer: 9000, rpo: 0 },
      'web:kill': { failed: 0 },
      'nginx:crash': { rto: 1500 },
      'nginx:reload': { failed: 0 },
      'stack:freeze': { back: 40_000, rpo: 0 },
    });
  });

  test('a link that is hurt costs time, and nothing that was acknowledged', () => {
    const found = Object.fromEntries(slos('failover: fast'));
    expect(found).toMatchObject({
      'redis.link:lag': { rto: 1500, rpo: 0 },
      'redis.link:stall': { back: 3000, rpo: 0 },
      'redis.link:cut': { back: 3000, rpo: 0 },
      'kafka.link:lag': { rto: 6000, consumer: 12_000, rpo: 0 },
      'kafka.link:stall': { back: 5000, rpo: 0 },
      'kafka.link:cut': { back: 5000, rpo: 0 },
      'nginx.link:lag': { rto: 1000, failed: 0 },
      'nginx.link:stall': { back: 1500 },
      'nginx.link:cut': { back: 1500 },
    });
    expect(slos('failover: relaxed').get('kafka.link:cut')).toEqual({ back: 12_000, rpo: 0 });
    // Nothing of a single node is promised to be kept, and what is not promised is not judged.
    expect(slos('redis: { nodes: 1 }').get('redis.link:cut')).toEqual({ back: 3000 });
    expect(slos("slo: { 'kafka.broker:slow': { rto: 3s } }").get('kafka.broker:slow')).toEqual({ rto: 3000 });
  });

  test.each([
    ['balanced', 3300, 6625, 15_625],
    ['relaxed', 6800, 12_250, 26_250],
  ])('with failover: %s follows the timers', (failover, redis, leader, controller) => {
    const found = slos(`failover: ${failover}`);
    expect(sloOf(found, 'redis.primary:kill').rto).toBe(redis);
    expect(sloOf(found, 'kafka.leader:kill').rto).toBe(leader);
    expect(sloOf(found, 'kafka.controller:kill').rto).toBe(controller);
  });

  test.each([
    ['fast', { rpo: 0 }],
    ['balanced', { rpo: 0, failovers: 0 }],
    ['relaxed', { rpo: 0, failovers: 0 }],
  ])('with failover: %s a busy host is taken for a dead node or not', (failover, expected) => {
    expect(slos(`failover: ${failover}`).get('host:busy')).toEqual(expected);
    expect(slos(`failover: ${failover}\nredis: false\nkafka: false`).get('host:busy')).toEqual({});
  });

  test('follows timers that the spec sets itself', () => {
    const found = slos('failover: fast\nredis: { downAfter: 2s }\nkafka: { timers: { session: 6s } }');
    expect(sloOf(found, 'redis.primary:kill').rto).toBe(3800);
    expect(sloOf(found, 'kafka.leader:kill').rto).toBe(8500);
  });

  test('is what the spec sets, number by number', () => {
    const found = slos(
      "failover: fast\nslo: { 'redis.primary:kill': { rto: 5s }, 'web:kill': { failed: 3 } }",
    );
    expect(found.get('redis.primary:kill')).toEqual({ rto: 5000, rpo: 0 });
    expect(found.get('web:kill')).toEqual({ failed: 3 });
  });

  test('of one of several is that of all unless it has its own', () => {
    const found = slos("failover: fast\nslo: { 'redis.replica.2:kill': { rto: 4s } }");
    expect(sloOf(found, 'redis.replica.1:kill')).toEqual({ rto: 1000, rpo: 0 });
    expect(sloOf(found, 'redis.replica.2:kill')).toEqual({ rto: 4000, rpo: 0 });
    expect(sloOf(found, 'kafka.leader(orders/0):kill')).toEqual({
      rto: 3500,
      consumer: 9000,
      rpo: 0,
    });
  });

  test('of two faults at once is nothing unless the spec says so', () => {
    const pair = 'redis.primary:kill+kafka.leader:kill';
    expect(sloOf(slos('failover: fast'), pair)).toEqual({});
    expect(sloOf(slos(`slo: { '${pair}': { rto: 10s } }`), pair)).toEqual({ rto: 10_000 });
    expect(slos("slo: { 'redis.primary:kill~redis.primary:kill': { rpo: 0 } }").size).toBeGreaterThan(0);
  });

  test('holds nothing of a component that is left out, nor for an app without a second server', () => {
    expect([...slos('kafka: false').keys()].filter((name) => name.startsWith('kafka'))).toEqual([]);
    const small = slos('redis: { nodes: 1 }\nkafka: { nodes: 1 }');
    expect(small.get('redis.primary:kill')).toEqual({});
    expect(small.has('redis.replica:kill')).toBe(false);
    expect(small.get('kafka.leader:kill')).toEqual({ back: 30_000, rpo: 0 });
    expect(slos('redis: false\nkafka: false').get('stack:freeze')).toEqual({ back: 47_000 });
    const single = slos('apps: { web: { demo: true, replicas: 1, spare: 0 } }');
    expect(single.get('web:kill')).toEqual({});
  });

  test('is named by what the spec itself takes', () => {
    const names = [...defaultSlos(specOf('name: shop'), components).keys()];
    const own = names.map((name) => `'${name}': { rpo: 1 }`).join(', ');
    expect(specOf(`name: shop\nslo: { ${own} }`).slo.size).toBe(names.length);
  });
});

describe('is refused with its place', () => {
  const refused: readonly [string, string, string][] = [
    [
      "{ 'redis.primry:kill': { rto: 3s } }",
      '2:8 slo.redis.primry:kill: redis.primry is no target',
      'did you mean redis.primary?',
    ],
    [
      "{ 'redis.primary:kil': { rto: 3s } }",
      '2:8 slo.redis.primary:kil: kil is no fault',
      'did you mean kill?',
    ],
    ["{ 'redis.primary': { rto: 3s } }", '2:8 slo.redis.primary: must be a target and a fault', ''],
    ["{ 'web:kill+web.x1:kill': { failed: 0 } }", '2:8 slo.web:kill+web.x1:kill: web.x1 is no target', ''],
    [
      "{ 'redis.primary:kill': { rtu: 3s } }",
      '2:32 unknown key slo.redis.primary:kill.rtu',
      'did you mean rto?',
    ],
    ["{ 'redis.primary:kill': { rto: 3 } }", '2:37 slo.redis.primary:kill.rto is 3: must be a time', ''],
    ["{ 'redis.primary:kill': { rpo: -1 } }", '2:37 slo.redis.primary:kill.rpo is -1: must be a whole', ''],
    ["{ 'redis.primary:kill': 3s }", '2:30 slo.redis.primary:kill is "3s": must be a map', ''],
    ['3s', '2:6 slo is "3s": must be a map', ''],
    [
      "{ 'kafka.leader:kill': { rto: 3s } }\nkafka: false",
      '2:8 slo.kafka.leader:kill: kafka.leader is no target',
      '',
    ],
  ];
  test.each(refused)('%s', (text, complaint, hint) => {
    const [, at, message] = /^(\d+:\d+) (.*)$/.exec(complaint) ?? [];
    let seen: StackError | undefined;
    try {
      specOf(`name: shop\nslo: ${text}\n`);
    } catch (error) {
      seen = error as StackError;
    }
    const [first] = seen?.diagnostics ?? [];
    expect(`${String(first?.place)} ${String(first?.message)}`).toContain(message);
    expect(first?.place).toContain(at);
    expect(first?.hint ?? '').toContain(hint);
    expect(seen?.diagnostics).toHaveLength(1);
  });
});

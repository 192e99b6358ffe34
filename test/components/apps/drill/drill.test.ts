import { describe, expect, test } from 'vitest';
import { drillApps } from '../../../../src/components/apps/drill.ts';
import { appsSchema } from '../../../../src/components/apps/schema.ts';
import { streamsOf } from '../../../../src/components/apps/drill/streams.ts';
import { FakeEngine, wellContainers } from '../../../support/fake-engine.ts';
import { planOf } from '../../nginx/plan.ts';

const partOf = (given: unknown, published = true) => {
  const settings = appsSchema.parse(given);
  const plan = planOf(settings);
  const ports = new Map(published ? [['nginx', 8080]] : []);
  return { plan, part: drillApps(settings, { ...plan, ports }) };
};

describe('targets', () => {
  test('one replica, the first unless named, and all of them without the spare', async () => {
    const { plan, part } = partOf({});
    const engine = new FakeEngine({ containers: wellContainers(plan) });
    const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
    const [one, all] = part.targets ?? [];
    expect([one?.name, one?.count, all?.name]).toEqual(['web', 2, 'web.all']);
    expect(await one?.find(context, {})).toEqual(['web-1']);
    expect(await one?.find(context, { number: 2 })).toEqual(['web-2']);
    expect(await all?.find(context, {})).toEqual(['web-1', 'web-2']);
    expect(all?.about).toBe('every replica of web at once: web-spare-1 must answer');
    const gone = { ...context, engine: new FakeEngine() };
    await expect(one?.find(gone, {})).rejects.toThrow('there is no container of web-1');
  });

  test('nothing where nobody could see it: no published front, or no app in a container', () => {
    expect(partOf({}, false).part.targets).toBeUndefined();
    expect(partOf({ admin: { local: 5173 } }).part.workload).toBeUndefined();
  });
});

describe('streams', () => {
  const demo = appsSchema.parse({}).web!;
  const guest = appsSchema.parse({ shop: { image: 'a', path: '/shop' } }).shop!;

  test('demo apps share 500 GETs a second, whatever their number; pace multiplies all', () => {
    expect(streamsOf('web', demo, { pace: 1, demos: 1, shared: true }).get.interval).toBe(2);
    expect(streamsOf('web', demo, { pace: 0.5, demos: 2, shared: true }).get.interval).toBe(8);
    expect(streamsOf('web', demo, { pace: 2, demos: 1, shared: true }).probe.interval).toBe(50);
  });

  test('one is judged, and orders are counted only where all replicas count together', () => {
    const all = (shared: boolean) => {
      const { get, probe, demo: more } = streamsOf('web', demo, { pace: 1, demos: 1, shared });
      return [get, probe, ...Object.values(more ?? {})];
    };
    expect(all(true).flatMap(({ id, judged }) => (judged ? [id] : []))).toEqual(['http/get/web']);
    expect(all(true).flatMap(({ id, promise }) => (promise === 'kept' ? [id] : []))).toEqual([
      'http/get/web',
    ]);
    expect(all(true).find(({ id }) => id === 'http/order/web')?.kind).toBe('count');
    expect(all(false).find(({ id }) => id === 'http/order/web')?.kind).toBe('request');
    expect(new Set(all(true).map(({ id }) => id)).size).toBe(5);
  });

  test("somebody's own app is asked for its own page only, and gently", () => {
    const streams = streamsOf('shop', guest, { pace: 1, demos: 0, shared: false });
    expect(streams.demo).toBeUndefined();
    expect(streams.get).toMatchObject({ interval: 20, title: 'GET /shop/ on kept connections' });
  });
});

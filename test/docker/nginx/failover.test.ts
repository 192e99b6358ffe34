import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildImages, startFront } from './front.ts';
import { get, loadWhile, summary } from './load.ts';

beforeAll(buildImages);

const post = async (url: string, key: string) => {
  const body = JSON.stringify({ product: 'anchor', quantity: 1 });
  const answer = await fetch(`${url}/orders`, { method: 'POST', body, headers: { 'Idempotency-Key': key } });
  return answer.status;
};

describe('failover within the request', () => {
  test('no GET fails while a replica is killed, and the other one takes over', async () => {
    await using front = await startFront();
    const fault = (async () => {
      await sleep(1000);
      await front.docker('kill', 'web-1');
      await sleep(4000);
    })();
    const samples = await loadWhile(`${front.url}/counters`, 8, fault);
    console.log(`kill one replica: ${summary(samples)}`);

    expect(samples.filter((sample) => sample.status !== 200)).toEqual([]);
    expect(new Set(samples.map((sample) => sample.instance))).toEqual(new Set(['web-1', 'web-2']));
    expect(new Set(samples.slice(-50).map((sample) => sample.instance))).toEqual(new Set(['web-2']));
    // One connect time-out (500 ms) per try that met the dead address, with room for a busy machine.
    expect(Math.max(...samples.map((sample) => sample.milliseconds))).toBeLessThan(2000);
  });

  test('no GET fails while all replicas are killed: the spare answers, and only then', async () => {
    await using front = await startFront();
    const fault = (async () => {
      await sleep(1000);
      await front.docker('kill', 'web-1', 'web-2');
      await sleep(3000);
    })();
    const samples = await loadWhile(`${front.url}/counters`, 8, fault);
    console.log(`kill all replicas: ${summary(samples)}`);

    expect(samples.filter((sample) => sample.status !== 200)).toEqual([]);
    expect(new Set(samples.slice(0, 50).map((sample) => sample.instance))).toEqual(
      new Set(['web-1', 'web-2']),
    );
    expect(new Set(samples.slice(-50).map((sample) => sample.instance))).toEqual(new Set(['web-spare-1']));
  });

  test('a POST that reached a replica is not sent to another; a GET is', async () => {
    await using front = await startFront({ apps: twoReplicas });
    await front.docker('pause', 'web-1');
    const posts = [await post(front.url, 'order-number-1'), await post(front.url, 'order-number-2')];
    expect(posts.sort()).toEqual([202, 504]);

    const { counters } = (await (await fetch(`${front.url}/counters`)).json()) as {
      counters: { taken: number };
    };
    expect(counters.taken).toBe(1);

    await sleep(5000); // fail_timeout is 3s, counted in whole seconds: then web-1 is asked again
    const gets = [];
    for (let i = 0; i < 4; i += 1) gets.push(await get(`${front.url}/counters`));
    expect(gets.map((sample) => `${String(sample.status)} ${sample.instance}`)).toEqual(
      Array(4).fill('200 web-2'),
    );
    expect(Math.max(...gets.map((sample) => sample.milliseconds))).toBeGreaterThan(900);
    await front.docker('unpause', 'web-1');
  });
});

describe('when nothing is left', () => {
  test('what was kept is shown stale, everything else is refused at once', async () => {
    await using front = await startFront();
    const kept = `${front.url}/products/anchor`;
    expect((await fetch(kept)).headers.get('x-cache-status')).toBe('MISS');
    await front.docker('kill', 'web-1', 'web-2', 'web-spare-1');
    await sleep(3500); // past max-age=2: nginx counts in whole seconds

    const stale = await fetch(kept);
    expect(stale.status).toBe(200);
    expect(stale.headers.get('x-cache-status')).toBe('STALE');
    expect(await stale.json()).toMatchObject({ name: 'Anchor' });

    await get(`${front.url}/counters`);
    const refused = await get(`${front.url}/counters`);
    console.log(`nothing left: ${String(refused.status)} after ${refused.milliseconds.toFixed(0)} ms`);
    expect(refused.status).toBe(502);
  });
});

const twoReplicas = { web: { demo: true, replicas: 2, spare: 0, timeouts: { '/': '1s' } } };

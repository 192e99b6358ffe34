import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestStack } from '../support/stack.ts';

interface Snapshot {
  readonly counters: Readonly<Record<string, number>>;
}

const replicas = ['web-1', 'web-2', 'web-spare-1'];

/** The demo app while nodes of both stores die under its orders. */
describe('the demo app', () => {
  const stack = TestStack.fromExample('test-demo-loss', '02-article');
  let url = '';

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}`;
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  it('lives through the loss of the primary and of a broker: every order answered is counted, nothing restarts', async () => {
    const before = (await counters())['taken'] ?? 0;
    await using orders = new Orders(order);
    await orders.taken(50);
    const primary = await statusOf(({ redis }) => redis.primary.service);
    await stack.compose('kill', '-s', 'KILL', primary);
    await orders.taken(100);
    await stack.compose('start', primary);

    const controller = await statusOf(({ kafka }) => kafka.controller.service);
    await stack.compose('kill', '-s', 'KILL', controller);
    await orders.taken(150);
    await stack.compose('start', controller);
    await orders.taken(50);
    await orders.stop();

    const { good, unknown, longestGap } = orders;
    console.log(
      `${primary} and ${controller} killed: ${String(good)} orders taken, ${String(unknown)} unknown, longest gap ${longestGap.toFixed(0)} ms`,
    );
    const {
      taken = 0,
      processed = 0,
      dead = 0,
    } = await eventually('all are processed', 60_000, async () => {
      const now = await counters();
      const open = (now['taken'] ?? 0) - (now['processed'] ?? 0) - (now['dead'] ?? 0);
      return open === 0 && (now['taken'] ?? 0) >= before + good ? now : undefined;
    });
    expect(processed + dead).toBe(taken);
    expect(taken - before).toBeGreaterThanOrEqual(good);
    expect(taken - before).toBeLessThanOrEqual(good + unknown);
    for (const replica of replicas) expect(await restarts(replica)).toBe(0);
  });

  function order(body: object): Promise<Response> {
    const headers = { 'Content-Type': 'application/json' };
    return fetch(`${url}/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async function counters(): Promise<Snapshot['counters']> {
    return ((await (await fetch(`${url}/counters`)).json()) as Snapshot).counters;
  }

  async function statusOf(pick: (tiers: Tiers) => string): Promise<string> {
    const { stdout } = await stack.holdfast('status', '--json');
    return pick((JSON.parse(stdout) as { tiers: Tiers }).tiers);
  }

  async function containerOf(service: string): Promise<string> {
    return (await stack.compose('ps', '--quiet', service)).stdout;
  }

  async function restarts(service: string): Promise<number> {
    const inspect = ['inspect', '--format', '{{.RestartCount}}', await containerOf(service)];
    return Number((await execa('docker', inspect)).stdout);
  }
});

interface Tiers {
  readonly redis: { readonly primary: { readonly service: string } };
  readonly kafka: { readonly controller: { readonly service: string } };
}

/** Twenty orders a second, each on its own, so that one that waits for a failover holds up no other. */
class Orders implements AsyncDisposable {
  good = 0;
  /** No answer or a refusal: it may be in Kafka or not. */
  unknown = 0;
  longestGap = 0;
  private readonly open = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private last = performance.now();

  constructor(send: (body: object) => Promise<Response>) {
    this.timer = setInterval(() => {
      const one = this.send(send).finally(() => this.open.delete(one));
      this.open.add(one);
    }, 50);
  }

  /** Waits for this many more. */
  async taken(count: number): Promise<void> {
    const wanted = this.good + count;
    await eventually(`${String(count)} more orders are taken`, 60_000, () =>
      Promise.resolve(this.good >= wanted ? true : undefined),
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.open);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async send(send: (body: object) => Promise<Response>): Promise<void> {
    const status = await send({ product: 'rope', quantity: 1 }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== 202) {
      this.unknown += 1;
      return;
    }
    this.good += 1;
    const now = performance.now();
    this.longestGap = Math.max(this.longestGap, now - this.last);
    this.last = now;
  }
}

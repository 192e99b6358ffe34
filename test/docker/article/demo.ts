import { execa } from 'execa';
import { beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually, type TestStack } from '../../support/stack.ts';

interface Snapshot {
  readonly instance: string;
  readonly redis: string;
  readonly kafka: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** What the demo app of a stack that has just been started shows. The cases build on each other. */
export function demoCases(stack: TestStack): void {
  let url = '';

  beforeAll(async () => {
    url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}`;
  });

  it('says little at its start: who it is, and one line for each thing that came up', async () => {
    const lines = await eventually('web-1 has all it needs', 30_000, async () => {
      const { stdout } = await execa('docker', ['logs', await containerOf('web-1')]);
      return stdout.includes('orders: up') ? stdout.split('\n') : undefined;
    });
    expect(lines[0]).toBe('web-1 starts on port 3000, waits for redis, kafka, orders');
    expect(lines.slice(1).sort()).toEqual([
      expect.stringMatching(/^kafka: up after [\d.]+ s$/),
      expect.stringMatching(/^orders: up after [\d.]+ s$/),
      expect.stringMatching(/^redis: up after [\d.]+ s$/),
    ]);
  });

  it('takes an order and counts it once, however often it is sent', async () => {
    for (let times = 0; times < 2; times += 1) {
      const answer = await order({ product: 'rope', quantity: 2 }, 'the-same-order');
      expect(answer.status).toBe(202);
      expect(await answer.json()).toMatchObject({ id: 'the-same-order', queued: true });
    }
    await counted({ taken: 1, processed: 1, 'sold:rope': 2 });
    expect((await counters())['sold:rope']).toBe(2);
  });

  it('sets aside what it cannot process, with the reason, and goes on behind it', async () => {
    expect((await order({ product: 'kraken', quantity: 1 })).status).toBe(202);
    expect((await order({ product: 'anchor', quantity: 1 })).status).toBe(202);
    await counted({ taken: 3, processed: 2, dead: 1 });
    expect(await deadLetters()).toEqual([{ reason: 'unknown product "kraken"', product: 'kraken' }]);
  });

  it('sets aside what is not even an order, from whomever it came', async () => {
    const { kafka, producer: settings } = await stack.kafka();
    const producer = kafka.producer(settings);
    await producer.connect();
    await producer.send({ topic: 'demo-orders', messages: [{ value: 'garbage', partition: 0 }] });
    await producer.disconnect();
    await counted({ dead: 2, processed: 2 });
  });

  it('refuses a body that is not JSON, or too long, without a word to Kafka', async () => {
    expect((await fetch(`${url}/orders`, { method: 'POST', body: 'nonsense' })).status).toBe(400);
    expect((await fetch(`${url}/orders`, { method: 'POST', body: '"'.repeat(20_000) })).status).toBe(413);
  });

  it('asks the slow source once, and Redis after that', async () => {
    // The proof's header keeps Nginx' own cache out of the way.
    const ask = async () => {
      const headers = { 'X-Holdfast-Proof': 'replica' };
      return (await fetch(`${url}/products/lantern`, { headers })).headers.get('x-product-cache');
    };
    expect(await ask()).toBe('miss');
    expect([await ask(), await ask()]).toEqual(['hit', 'hit']);
  });

  it('has its numbers in the page itself, and loads nothing from elsewhere', async () => {
    const page = await eventually('the page shows the orders', 10_000, async () => {
      const text = await (await fetch(url)).text();
      return text.includes('id="processed">2<') ? text : undefined;
    });
    expect(page).toContain('id="taken">3<');
    expect(page).toContain('id="dead">2<');
    expect(page).toContain('data-state="up">Redis up<');
    expect(page).not.toMatch(/\{\{|(src|href)="(?!data:)/);
  });

  it('pushes what changes to open pages', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    const pushed: Snapshot[] = [];
    socket.on('message', (data: Buffer) => pushed.push(JSON.parse(data.toString()) as Snapshot));
    await eventually('the first numbers', 5000, () => Promise.resolve(pushed[0]));
    await order({ product: 'lantern', quantity: 1 });
    await eventually('the new number', 5000, () =>
      Promise.resolve(pushed.find(({ counters: now }) => now['sold:lantern'] === 1)),
    );
    socket.close();
  });

  function order(body: object, key?: string): Promise<Response> {
    const headers = {
      'Content-Type': 'application/json',
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    };
    return fetch(`${url}/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async function counters(): Promise<Snapshot['counters']> {
    return ((await (await fetch(`${url}/counters`)).json()) as Snapshot).counters;
  }

  async function counted(wanted: Readonly<Record<string, number>>): Promise<void> {
    await eventually(`counters ${JSON.stringify(wanted)}`, 20_000, async () => {
      const now = await counters();
      return Object.entries(wanted).every(([name, value]) => now[name] === value) ? true : undefined;
    });
  }

  async function deadLetters(): Promise<{ reason: string; product: string }[]> {
    const { kafka, consumer: settings } = await stack.kafka();
    const consumer = kafka.consumer({ groupId: 'kt-dead', ...settings });
    const found: { reason: string; product: string }[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: 'demo-orders-dead', fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        const { product } = JSON.parse(String(message.value)) as { product: string };
        found.push({ reason: String(message.headers?.['reason']), product });
        return Promise.resolve();
      },
    });
    await eventually('a dead letter', 20_000, () => Promise.resolve(found[0]));
    await consumer.disconnect();
    return found;
  }

  async function containerOf(service: string): Promise<string> {
    return (await stack.compose('ps', '--quiet', service)).stdout;
  }
}

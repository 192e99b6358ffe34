import { setTimeout as sleep } from 'node:timers/promises';
import type { Ack, AckClient } from '../../../src/redis/index.ts';

/** ms between two writes; what a gap is measured to. */
const pace = 10;

/** An acknowledged write, when it was begun and when acknowledged, ms of performance.now(). */
interface Acked {
  readonly id: number;
  readonly began: number;
  readonly at: number;
}

/** Writes one key after the other, and a counter beside each, with one level of acknowledgement, until it is stopped. */
export class Writer {
  readonly ack: Ack;
  readonly acked: Acked[] = [];
  readonly counter: { ok: number; unknown: number } = { ok: 0, unknown: 0 };
  readonly unknown: number[] = [];
  readonly failed: Error[] = [];
  private readonly client: AckClient;
  private readonly running: Promise<void>;
  private stopped = false;

  constructor(client: AckClient, ack: Ack) {
    this.client = client;
    this.ack = ack;
    this.running = this.run();
  }

  key(id: number): string {
    return `${this.ack}:${String(id)}`;
  }

  get counterKey(): string {
    return `${this.ack}:counter`;
  }

  /** The longest time without an acknowledgement from `from` on, ms. */
  gapSince(from: number): number {
    const times = [from, ...this.acked.map(({ at }) => at).filter((at) => at > from)];
    return Math.max(0, ...times.slice(1).map((at, index) => at - times[index]!));
  }

  /** Resolves when a write that was begun after `from` is acknowledged; rejects after `seconds`. */
  async worksSince(from: number, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while ((this.acked.at(-1)?.began ?? 0) <= from) {
      if (performance.now() > end)
        throw new Error(`no write was acknowledged (${this.ack}) for ${String(seconds)} s`);
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    for (let id = 0; !this.stopped; id++) {
      const began = performance.now();
      const { ack } = this;
      const [write, count] = await Promise.all([
        this.client.attempt(['SET', this.key(id), String(id)], { ack, timeout: 60_000 }),
        this.client.attempt(['INCR', this.counterKey], { ack, timeout: 60_000 }),
      ]);
      if (write.outcome === 'ok') this.acked.push({ id, began, at: performance.now() });
      else if (write.outcome === 'unknown') this.unknown.push(id);
      else this.failed.push(write.error);
      if (count.outcome === 'ok') this.counter.ok++;
      else if (count.outcome === 'unknown') this.counter.unknown++;
      else this.failed.push(count.error);
      await sleep(pace);
    }
  }
}

/** What a writer was promised against what is there: ids that are gone, and how far its counter is off. */
export async function losses(
  client: AckClient,
  writer: Writer,
): Promise<{ readonly lost: number[]; readonly counted: number }> {
  const lost: number[] = [];
  for (let at = 0; at < writer.acked.length; at += 1000) {
    const ids = writer.acked.slice(at, at + 1000).map(({ id }) => id);
    const values = await client.mget(ids.map((id) => writer.key(id)));
    lost.push(...ids.filter((id, index) => values[index] !== String(id)));
  }
  return { lost, counted: Number(await client.get(writer.counterKey)) };
}

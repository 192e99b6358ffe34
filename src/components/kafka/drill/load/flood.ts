import { setTimeout as sleep } from 'node:timers/promises';
import { Flood, type Ended } from '../../../../drill/rate/flood.ts';
import type { LoadContext } from '../../../../drill/workload.ts';
import type { Answer } from './answer.ts';
import type { Brokers } from './leader.ts';
import { textOf } from './message.ts';
import { streamsAt } from './streams.ts';
import { partitionsOf, topicOf } from './topic.ts';
import { WireWriter, type Message } from './wire-writer.ts';

/** Waiting or under way, of all partitions. */
const most = 20_000;
/** In one batch, at most: far below what a broker takes. */
const batch = 2000;

export interface KafkaFlood {
  readonly flood: Flood;
  /** No new one; after `limit` ms what is under way is given up. */
  readonly stop: (limit: number) => Promise<void>;
}

/**
 * Messages to every partition in turn, as many as it is told to. Of each partition one batch is under way at a time, and all
 * that came meanwhile is the next one: as clients with a linger do.
 */
export function kafkaFlood(brokers: Brokers, context: LoadContext): KafkaFlood {
  const { recorder, word, pace, eased } = context;
  const { flood: facts } = streamsAt(pace);
  const over = new AbortController();
  const rows = partitionsOf(topicOf(word, 'flood')).map(
    (to) => new Row(`${to.topic}/${String(to.partition)}`, new WireWriter(brokers, to, -1, over.signal)),
  );
  let turn = 0;
  const next = (): Row => {
    const row = rows[turn++ % rows.length];
    if (row === undefined) throw new Error('the topic has no partition');
    return row;
  };
  const flood = new Flood({
    now: recorder.now,
    pen: recorder.ranges(facts),
    issue: () => next().write(facts.id, recorder.now()),
    key: () => next().key,
    most,
    eased,
  });
  return {
    flood,
    stop: async (limit) => {
      const ended = flood.stop();
      await Promise.race([ended, sleep(limit, undefined, { ref: false })]);
      over.abort();
      await ended;
      for (const row of rows) row.close();
    },
  };
}

interface Waiting {
  readonly message: Message;
  readonly end: (answer: Answer) => void;
}

/** All that goes to one partition, in a row. */
class Row {
  readonly key: string;
  readonly #writer: WireWriter;
  #sequence = 0;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(key: string, writer: WireWriter) {
    this.key = key;
    this.#writer = writer;
  }

  write(key: string, now: number): Promise<Ended> {
    const value = (this.#sequence += 1);
    return new Promise((resolve) => {
      const end = ({ outcome, why }: Answer): void => {
        resolve({ key: this.key, value, outcome, ...(why === undefined ? {} : { why }) });
      };
      this.#waiting.push({ message: { key, value: textOf(value, now) }, end });
      if (!this.#busy) void this.#send();
    });
  }

  close(): void {
    this.#writer.close();
  }

  async #send(): Promise<void> {
    this.#busy = true;
    // All that is due at the same moment goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const now = this.#waiting.splice(0, batch);
      const answer = await this.#writer.sendAll(now.map(({ message }) => message));
      for (const { end } of now) end(answer);
    }
    this.#busy = false;
  }
}

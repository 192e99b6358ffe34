import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamFacts } from '../../../../drill/history.ts';
import { Tempo } from '../../../../drill/tempo.ts';
import type { LoadContext, Pen } from '../../../../drill/workload.ts';
import { StackError } from '../../../../errors.ts';
import type { KafkaSettings } from '../../schema.ts';
import type { Answer } from './answer.ts';
import type { Brokers } from './leader.ts';
import { Group } from './group.ts';
import { KafkajsClient } from './kafkajs-client.ts';
import { textOf } from './message.ts';
import { atPace } from './pace.ts';
import { streamsAt } from './streams.ts';
import { topicOf } from './topic.ts';
import { writersOf, type Writing } from './writers.ts';

/** Between two looks whether all have begun, and for what a client says when it leaves, ms. */
const poll = 50;
const farewell = 5000;

/** All clients of one drill on Kafka. */
export class Clients {
  readonly tempo: Tempo;
  readonly #context: LoadContext;
  readonly #kafkajs: KafkajsClient;
  readonly #writings: readonly Writing[];
  readonly #group: Group;
  /** The stream that the group reads. */
  readonly #read = streamsAt(1).producer.id;
  /** No new operation, and no further attempt at an old one. */
  readonly #over = new AbortController();
  /** What was sent and not answered, each with the way to give it up. */
  readonly #underWay = new Map<Writing, () => void>();
  /** The last message of the producers that the group reads, by partition, which was acknowledged. */
  readonly #acknowledged = new Map<string, number>();
  /** Streams without a first answer. */
  readonly #silent = new Set<string>();
  readonly #pens = new Map<string, Pen>();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(brokers: Brokers, settings: KafkaSettings, context: LoadContext) {
    const over = this.#over.signal;
    setMaxListeners(0, over); // every attempt of every writer listens
    this.#context = context;
    this.tempo = new Tempo(context.eased);
    this.#kafkajs = new KafkajsClient(brokers, settings, context.plan);
    this.#writings = writersOf({ brokers, kafkajs: this.#kafkajs, context, over });
    this.#group = new Group(this.#kafkajs, context, topicOf(context.word, 'producer'));
  }

  /** @throws StackError('no') when a client has had no answer after `limit` ms; the signal's reason when that fires */
  async start(limit: number): Promise<void> {
    const { recorder, signal, pace } = this.#context;
    const end = performance.now() + limit;
    const group = this.#group.start(this.#pen(streamsAt(pace).group));
    group.catch(() => undefined); // it is silent then, which is told below
    const first = recorder.now();
    this.#loops = Promise.all(
      this.#writings.map((writing, index) => {
        // One after another within an interval, not all at the same moment.
        const shift = (index / this.#writings.length) * writing.facts.interval;
        return this.#write(writing, first + shift);
      }),
    );
    while (this.#silent.size > 0) {
      signal.throwIfAborted();
      if (performance.now() >= end) throw noAnswer([...this.#silent]);
      await sleep(poll);
    }
  }

  /** Ends after `limit` ms and the time that closing takes. */
  async stop(limit: number): Promise<void> {
    this.#over.abort();
    const end = performance.now() + limit;
    await Promise.race([this.#loops, sleep(limit, undefined, { ref: false })]);
    while (!this.#group.hasRead(this.#acknowledged) && performance.now() < end) await sleep(poll);
    for (const giveUp of this.#underWay.values()) giveUp();
    const closing = [this.#group.close(), ...this.#writings.map(async ({ writer }) => writer.close())];
    await Promise.race([Promise.allSettled(closing), sleep(farewell, undefined, { ref: false })]);
    this.#kafkajs.shut();
  }

  /** A stream's own, for all of its writers. */
  #pen(facts: StreamFacts): Pen {
    const pen = this.#pens.get(facts.id) ?? this.#newPen(facts);
    this.#pens.set(facts.id, pen);
    return pen;
  }

  /** Writes down, and sees who has had an answer. */
  #newPen(facts: StreamFacts): Pen {
    const pen = this.#context.recorder.stream(facts);
    this.#silent.add(facts.id);
    return (operation) => {
      if (operation.outcome === 'ok') {
        this.#silent.delete(facts.id);
        if (facts.id === this.#read) this.#acknowledged.set(operation.key, operation.value);
      }
      pen(operation);
    };
  }

  async #write(writing: Writing, first: number): Promise<void> {
    const { facts, to, writer } = writing;
    const { now } = this.#context.recorder;
    const key = `${to.topic}/${String(to.partition)}`;
    const pen = this.#pen(facts);
    const interval = (): number => this.tempo.interval(facts.interval);
    await atPace({ now, first, interval }, this.#over.signal, async (sequence, due) => {
      const end = (answer: Answer): void => {
        // Given up already, when it ends late.
        if (!this.#underWay.delete(writing)) return;
        pen({ key, value: sequence, at: due, outcome: answer.outcome, ...whyOf(answer) });
      };
      this.#underWay.set(writing, () => {
        end({ outcome: 'info', why: 'still under way when the load ended' });
      });
      end(await writer.send({ key: facts.id, value: textOf(sequence, due) }, sequence));
    });
  }
}

function whyOf({ why }: Answer): { readonly why?: string } {
  return why === undefined ? {} : { why };
}

function noAnswer(streams: readonly string[]): StackError {
  return new StackError('no', `the load on Kafka cannot begin: no answer for ${streams.join(', ')}`, {
    hint: 'holdfast status shows how Kafka is',
  });
}

import type { Probe } from '../../../../drill/inside/probe.ts';
import type { Endpoint } from '../../properties.ts';
import { textOf } from './message.ts';
import { atPace } from './pace.ts';
import { probe } from './probe.ts';

/** What the program inside needs to do what the drill's own probe does. */
export interface InsideSettings {
  /** By node id: where a container reaches each. */
  readonly brokers: readonly (readonly [number, Endpoint])[];
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** For each partition a message with everything fresh, one after the other. */
export const kafkaProbe: Probe<InsideSettings> = ({ id, interval, settings }, { now, pen, tempo }) => {
  const { topic, partitions } = settings;
  const brokers = new Map(settings.brokers);
  const over = new AbortController();
  const begin = now();
  const loops = partitions.map((partition, index) => {
    // One after another within an interval, not all at the same moment.
    const first = begin + (index / partitions.length) * interval;
    const pace = { now, first, interval: () => tempo.interval(interval) };
    return atPace(pace, over.signal, async (sequence, due) => {
      const message = { key: id, value: textOf(sequence, due) };
      const { outcome, why } = await probe(brokers, { topic, partition }, message, over.signal);
      const told = why === undefined ? {} : { why };
      pen({ key: `${topic}/${String(partition)}`, value: sequence, at: due, outcome, ...told });
    });
  });
  return {
    stop: async () => {
      over.abort();
      await Promise.all(loops);
    },
  };
};

import { httpProbe } from '../components/apps/drill/inside-probe.ts';
import { kafkaProbe } from '../components/kafka/drill/load/inside-probe.ts';
import { redisProbe } from '../components/redis/drill/workload/inside-probe.ts';
import type { Order } from '../drill/inside/messages.ts';
import type { Post, Probe, RunningProbe } from '../drill/inside/probe.ts';

/** Every kind of probe there is. Each reads the settings that its own component wrote. */
const kinds: ReadonlyMap<string, (order: Order, post: Post) => RunningProbe> = new Map([
  ['redis', reading(redisProbe)],
  ['kafka', reading(kafkaProbe)],
  ['http', reading(httpProbe)],
]);

export function beginProbe(order: Order, post: Post): RunningProbe {
  const begin = kinds.get(order.kind);
  if (begin === undefined) throw new Error(`there is no probe of the kind ${order.kind}`);
  return begin(order, post);
}

function reading<Settings>(probe: Probe<Settings>) {
  return (order: Order, post: Post): RunningProbe => probe(order as Order<Settings>, post);
}

import type { InsideProbe } from '../../../../drill/inside/inside.ts';
import type { StreamFacts } from '../../../../drill/history.ts';
import type { LoadContext } from '../../../../drill/workload.ts';
import type { RedisSettings } from '../../schema.ts';
import { keyPrefix } from '../writer.ts';
import type { Kept } from './end.ts';
import type { InsideSettings } from './inside-probe.ts';
import { wayInside } from './place.ts';
import { streamPlans, type StreamPlan } from './streams.ts';

/** The fresh connections from inside the stack's network, as a part of the load. */
export interface FromInside extends InsideProbe {
  /** Every key that was written. */
  readonly kept: Kept;
}

/** Undefined where nothing runs inside, or a node alone has no replica to wait for. */
export function fromInside(settings: RedisSettings, context: LoadContext): FromInside | undefined {
  const { inside, recorder, eased, word, pace } = context;
  const plan = streamPlans(settings, pace).find(({ name }) => name === 'fresh');
  if (inside === undefined || plan === undefined) return undefined;
  const facts = factsOf(plan);
  const pen = recorder.stream(facts);
  const keys = new Set<string>();
  const own: InsideSettings = {
    way: wayInside(settings, context),
    lanes: plan.lanes,
    prefix: `${keyPrefix}${word}:inside:`,
  };
  const order = { id: facts.id, kind: 'redis', interval: facts.interval, settings: own };
  const probe = inside.begin(order, eased, (operation) => {
    keys.add(operation.key);
    pen(operation);
  });
  return {
    ...probe,
    get kept() {
      return { stream: facts.id, kind: 'register' as const, keys: [...keys] };
    },
  };
}

/** As the one from the host, but that nothing is judged by it: it is there to be compared. */
function factsOf({ facts }: StreamPlan): StreamFacts {
  return {
    ...facts,
    id: 'redis/set/inside/replica',
    title: `${facts.title}, from inside the stack's network`,
    view: 'inside',
    promise: 'counted',
    judged: false,
  };
}

import { StackError } from '../../../errors.ts';
import type { ProofContext } from '../../../proof/proof.ts';
import type { ColdKafka } from '../../../restore/cold/brokers.ts';
import { endsOf, untilServing, type Asked } from '../../../restore/cold/ends.ts';
import { servicesOf } from '../../../restore/redis.ts';
import type { BoxContext } from '../../../restore/box.ts';
import { untilWhole, type Look, type Rolling } from '../../../roll/whole.ts';
import { rollingsOf, secretOf, type Stack } from '../../stack.ts';

/** With a tier before it is stopped, and after it was started; between two looks, ms. */
const patience = { before: 10_000, after: 180_000, poll: 250 };

/**
 * Kafka of a stack, as a cold backup needs it.
 *
 * @throws StackError `usage` when the stack has none
 */
export async function coldKafka(stack: Stack, context: BoxContext): Promise<ColdKafka> {
  const { plan, engine, signal } = context;
  const rolling = (await rollingsOf(stack)).find(({ component }) => component === 'kafka');
  const brokers = servicesOf(context, 'kafka');
  if (rolling === undefined)
    throw new StackError('usage', 'this stack has no Kafka, and a cold backup is of Kafka’s volumes', {
      hint: 'holdfast backup saves the other stores',
    });
  const proof = { plan, engine, signal, secret: secretOf(stack) };
  const asked: Asked = { plan, nodes: brokers.map(nodeOf), signal };
  return {
    brokers,
    assertWhole: async () => {
      const { seen } = await looked(rolling, brokers, proof, patience.before);
      return rolling.roll.last?.(seen) ?? [];
    },
    ends: () => endsOf(asked),
    untilServing: () => untilServing(asked),
    untilWhole: async () => {
      await looked(rolling, brokers, proof, patience.after);
    },
  };
}

/** Services are named so by the component. */
function nodeOf(service: string): number {
  return Number(service.slice('kafka-'.length));
}

async function looked(
  rolling: Rolling,
  services: readonly string[],
  context: ProofContext,
  limit: number,
): Promise<Look> {
  const steps = { component: 'kafka', services, changes: [] };
  const found = await untilWhole(steps, rolling, context, {
    limit,
    poll: patience.poll,
    pending: new Set(),
  });
  if (found.missing.length === 0) return found;
  throw new StackError('no', `Kafka is not whole after ${String(limit / 1000)} s`, {
    diagnostics: found.missing.map((message) => ({ place: 'kafka', message })),
    hint: 'holdfast status shows how it is; a cold backup is of brokers that are all in sync',
  });
}

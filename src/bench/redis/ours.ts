import { createAckClient, createClient } from '../../redis/index.ts';
import { ackName } from './modes.ts';
import type { Subject, Target } from './subject.ts';

/** Our own client, as it comes: with a deadline on every command. */
export async function ours(target: Target): Promise<Subject> {
  const client = createClient({ endpoint: target });
  await client.ready();
  return {
    name: 'holdfast/redis',
    note: 'as it comes, 10 s deadline',
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    bulkSet: (count, keyOf, value) => client.batch(count, (index) => ['SET', keyOf(index), value]),
    close: () => client.close(),
  };
}

/** Our client with an acknowledgement, in batches; it does not go on when one is not acknowledged. */
export async function acknowledged(target: Target, ack: 'primary' | 'replica'): Promise<Subject> {
  // A busy machine may hold a replica up for longer than an application would like to wait.
  const patience = { ackTimeout: 20_000, stall: 30_000, timeout: 60_000 };
  const client = createAckClient({ endpoint: target, ack, ...patience });
  await client.ready();
  return {
    name: ackName(ack),
    note: ack === 'replica' ? 'one WAIT for many writes' : 'the word of the primary alone',
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    bulkSet: async (count, keyOf, value) => {
      const { ok, firstFail, firstUnknown } = await client.attemptBatch(count, (at) => [
        'SET',
        keyOf(at),
        value,
      ]);
      const why = firstFail ?? firstUnknown;
      if (ok !== count) throw new Error(`not all were acknowledged: ${why?.message ?? ''}`, { cause: why });
    },
    close: () => client.close(),
  };
}

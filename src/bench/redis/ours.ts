import { createClient } from '../../redis/index.ts';
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

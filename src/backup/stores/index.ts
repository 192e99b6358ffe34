import { saveKafka } from './kafka/save.ts';
import { saveRedis } from './redis/save.ts';
import type { Save } from './store.ts';

/** How each store that can be offered is saved. */
export const stores: Readonly<Record<string, Save>> = { redis: saveRedis, kafka: saveKafka };

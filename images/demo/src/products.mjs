// Cache-aside: look into Redis, on a miss ask the slow source and leave the answer in Redis for the next one.
import { setTimeout as sleep } from 'node:timers/promises';

const products = new Map([
  ['anchor', { id: 'anchor', name: 'Anchor', price: 120 }],
  ['rope', { id: 'rope', name: 'Rope, 20 m', price: 35 }],
  ['lantern', { id: 'lantern', name: 'Lantern', price: 48 }],
]);

const KEEP_SECONDS = 30;

/** The catalogue itself, for checking an order. */
export function productOf(id) {
  return products.get(id);
}

export function allProducts() {
  return [...products.values()];
}

/** Finds a product; `cache` says where it came from. A cache that fails is slower, never an error. */
export async function findProduct(redis, id) {
  const key = `demo:product:${id}`;
  const cached = await quietly(() => redis?.get(key));
  if (cached) return { product: JSON.parse(cached), cache: 'hit' };
  const product = await slowSource(id);
  // With an end of life: a product that changes is right again after half a minute, and nothing piles up.
  if (product) await quietly(() => redis?.set(key, JSON.stringify(product), 'EX', KEEP_SECONDS));
  return { product, cache: redis === undefined ? 'off' : 'miss' };
}

/** Stands for a database: right, but slow. */
async function slowSource(id) {
  await sleep(50);
  return products.get(id);
}

async function quietly(attempt) {
  try {
    return await attempt();
  } catch {
    return undefined;
  }
}

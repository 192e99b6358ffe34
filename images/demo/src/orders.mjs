// The life of an order: taken, sent to Kafka, processed by whichever replica reads it, or set aside.
import { randomUUID } from 'node:crypto';
import { productOf } from './products.mjs';
import { DEAD_LETTERS, ORDERS } from './kafka.mjs';

/** An order that no retry will mend. */
class Unprocessable extends Error {}

/**
 * Takes an order. The caller gets an answer only once all in-sync replicas of Kafka have it. A caller that hears
 * nothing sends it again with the same Idempotency-Key and it is counted once; Nginx never repeats a POST by itself.
 */
export async function takeOrder({ counters, sender, instance }, body, idempotencyKey) {
  const id = /^[\w-]{8,64}$/.test(idempotencyKey ?? '') ? idempotencyKey : randomUUID();
  const value = JSON.stringify({ ...body, id, takenBy: instance });
  if (sender === undefined) await processOrder({ counters }, { key: id, value });
  else await sender.send(ORDERS, { key: id, value });
  // Kafka has it now. If Redis is away just at this moment, whoever processes the order counts it as taken.
  const replicated = await countTaken(counters, id).catch(() => 0);
  return { id, replicated, queued: sender !== undefined };
}

async function countTaken(counters, id) {
  await counters.addOnce(`taken:${id}`, { taken: 1 });
  return counters.replicated();
}

/** Where an order is, by the marks that are kept for ten minutes; `shared`: whether any replica would say the same. */
export async function findOrder({ counters }, id) {
  const [taken, processed] = await Promise.all(
    ['taken', 'processed'].map((step) => counters.wasCounted(`${step}:${id}`)),
  );
  return { id, taken, processed, shared: counters.shared };
}

/** Takes a processed order out of the numbers again, as if it had never been there. Its message stays in Kafka. */
export async function cancelOrder({ counters }, id) {
  const [taken, processed] = await Promise.all(
    ['taken', 'processed'].map((step) => counters.takeBack(`${step}:${id}`)),
  );
  return { id, cancelled: taken || processed };
}

/**
 * Processes one message. Two kinds of trouble, two answers: what can never work goes to the dead-letter topic with
 * the reason, so that it does not block those behind it; anything else (Redis is failing over) is thrown, and the
 * message comes again. It is done only when its counts would survive the loss of the primary.
 */
export async function processOrder({ counters, sender }, message, partition) {
  try {
    const order = parse(message.value);
    await counters.addOnce(`taken:${order.id}`, { taken: 1 });
    await counters.addOnce(`processed:${order.id}`, {
      processed: 1,
      [`sold:${order.product}`]: order.quantity,
    });
  } catch (error) {
    if (!(error instanceof Unprocessable)) throw error;
    await setAside({ counters, sender }, message, partition, error.message);
  }
  await counters.settle();
}

async function setAside({ counters, sender }, { key, value, offset }, partition, reason) {
  const from = offset === undefined ? randomUUID() : `${partition}:${offset}`;
  await sender?.send(DEAD_LETTERS, { key, value, headers: { reason, from } });
  if (key) await counters.addOnce(`taken:${key}`, { taken: 1 });
  await counters.addOnce(`dead:${from}`, { dead: 1 });
}

function parse(value) {
  const order = parseJson(String(value));
  if (typeof order?.id !== 'string') throw new Unprocessable('no id');
  if (productOf(order.product) === undefined)
    throw new Unprocessable(`unknown product ${JSON.stringify(order.product)}`);
  if (!Number.isInteger(order.quantity) || order.quantity < 1 || order.quantity > 100) {
    throw new Unprocessable('quantity must be a whole number from 1 to 100');
  }
  return order;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unprocessable('not JSON');
  }
}

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
  if (sender === undefined) await processOrder({ counters }, { value });
  else await sender.send(ORDERS, { key: id, value });
  await counters.addOnce(`taken:${id}`, { taken: 1 });
  return { id, replicated: await counters.replicated(), queued: sender !== undefined };
}

/**
 * Processes one message. Two kinds of trouble, two answers: what can never work goes to the dead-letter topic with
 * the reason, so that it does not block those behind it; anything else (Redis is failing over) is thrown, and the
 * message comes again.
 */
export async function processOrder({ counters, sender }, message) {
  try {
    const order = parse(message.value);
    await counters.addOnce(`processed:${order.id}`, {
      processed: 1,
      [`sold:${order.product}`]: order.quantity,
    });
  } catch (error) {
    if (!(error instanceof Unprocessable)) throw error;
    await setAside({ counters, sender }, message, error.message);
  }
}

async function setAside({ counters, sender }, message, reason) {
  await sender?.send(DEAD_LETTERS, { key: message.key, value: message.value, headers: { reason } });
  const mark = message.offset === undefined ? randomUUID() : `${String(message.key)}:${message.offset}`;
  await counters.addOnce(`dead:${mark}`, { dead: 1 });
}

function parse(value) {
  const order = parseJson(String(value));
  if (productOf(order?.product) === undefined)
    throw new Unprocessable(`unknown product ${JSON.stringify(order?.product)}`);
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

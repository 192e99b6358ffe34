// What the app answers to.
import { HttpError } from './http.mjs';
import { cancelOrder, findOrder, takeOrder } from './orders.mjs';
import { findProduct } from './products.mjs';

// A dead broker's partitions get a new leader after 5 to 7 s, and orders wait in turn until then. Whoever waits longer
// gets an answer that says what to do, which Nginx's own 504 does not.
const ORDER_DEADLINE = 12_000;

/** Every route of the app, as a table. */
export function createRoutes({ redis, counters, sender, instance, status, page }) {
  return {
    // With the numbers already in it. A second fresh, and after that Nginx may still show it when no replica is left.
    'GET /': async () => ({
      html: page(await status.snapshot()),
      headers: { 'Cache-Control': 'public, max-age=1' },
    }),

    'GET /counters': async () => ({ json: await status.snapshot() }),

    'GET /products/:id': async ({ id }) => {
      const { product, cache } = await findProduct(redis, id);
      if (product === undefined) throw new HttpError(404, `no product ${id}`);
      return { json: product, headers: { 'Cache-Control': 'public, max-age=2', 'X-Product-Cache': cache } };
    },

    'POST /orders': async ({ body, headers }) => {
      const order = await body();
      const taking = takeOrder({ counters, sender, instance }, order, headers['idempotency-key']);
      return { status: 202, json: await withinDeadline(taking) };
    },

    'GET /orders/:id': async ({ id }) => ({ json: await findOrder({ counters }, id) }),

    'DELETE /orders/:id': async ({ id }) => ({ json: await cancelOrder({ counters }, id) }),

    // Alive: the event loop turns. A store that is away must not get this process killed: it could not mend that.
    'GET /healthz': async () => ({ json: { alive: true, instance } }),

    // Ready: every store that is switched on answers.
    'GET /readyz': async () => {
      const stores = status.stores();
      const ready = Object.values(stores).every((state) => state === 'up' || state === 'off');
      return { status: ready ? 200 : 503, json: { ready, instance, ...stores } };
    },
  };
}

/** Past the deadline the outcome is unknown, not failed: the caller may ask again with the same Idempotency-Key. */
async function withinDeadline(taking) {
  let timer;
  const late = new Promise((_, reject) => {
    const error = new HttpError(504, 'no confirmation in time; repeat with the same Idempotency-Key');
    timer = setTimeout(reject, ORDER_DEADLINE, error);
  });
  try {
    return await Promise.race([taking, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { expect, test } from 'vitest';
import { memoryCounters } from '../../images/demo/src/counters.mjs';
import { createLog } from '../../images/demo/src/log.mjs';
import { cancelOrder, findOrder, processOrder } from '../../images/demo/src/orders.mjs';
import { createPage } from '../../images/demo/src/page.mjs';
import { createStates } from '../../images/demo/src/states.mjs';

/** States with a clock of the test's own, and what they logged. */
function watched() {
  const lines = [];
  const clock = { now: 0 };
  const states = createStates(
    ['kafka'],
    (line) => lines.push(line),
    () => clock.now,
  );
  return { lines, clock, states };
}

test('each change of a state is one line, however often it is told', () => {
  const { lines, clock, states } = watched();
  for (const [now, up] of [
    [100, false],
    [5000, false],
    [7400, true],
    [8000, true],
    [9000, false],
    [9500, false],
    [12_000, true],
  ]) {
    clock.now = now;
    states.set('kafka', up, 'Connection timeout. Some advice.');
  }
  expect(lines).toEqual([
    'kafka: up after 7.4 s',
    'kafka: down (Connection timeout)',
    'kafka: up again, was down for 3.0 s',
  ]);
});

test('what never came up is told after a minute', () => {
  const { lines, clock, states } = watched();
  states.set('kafka', false, 'no broker');
  expect(states.get('kafka')).toBe('starting');
  clock.now = 61_000;
  states.set('kafka', false, 'no broker');
  expect(lines).toEqual(['kafka: down (no broker)']);
});

test('what the stack does not have is off', () => {
  expect(watched().states.get('redis')).toBe('off');
});

test('a failure that repeats is one line in ten seconds, with how many there were', () => {
  const lines = [];
  const clock = { now: 0 };
  const log = createLog(
    (line) => lines.push(line),
    () => clock.now,
  );
  for (const now of [0, 100, 200, 11_000]) {
    clock.now = now;
    log.failure('POST /orders: timed out');
  }
  expect(lines).toEqual(['POST /orders: timed out', 'POST /orders: timed out (and 2 times more before)']);
});

test('the page shows the numbers, and what a name contains cannot become markup', () => {
  const page = createPage();
  const counters = { taken: 1234, processed: 1200, dead: 4, 'sold:rope': 10, 'sold:anchor': 5 };
  const html = page({
    instance: '<b>web-1</b>',
    redis: 'up',
    kafka: 'down',
    note: 'Kafka is away.',
    counters,
  });
  expect(html).toContain('id="taken">1,234<');
  expect(html).toContain('id="waiting">30<');
  expect(html).toContain('data-state="down">Kafka down<');
  expect(html).toContain('Kafka is away.');
  expect(html).toMatch(/data-product="anchor".*width: 50%/);
  expect(html).not.toContain('<b>web-1</b>');
  expect(html).not.toContain('{{');
});

test('an order is counted once, and taken back as if it had never been there', async () => {
  const counters = memoryCounters();
  const message = { value: JSON.stringify({ id: 'order-1', product: 'rope', quantity: 3 }) };
  await processOrder({ counters }, message);
  await processOrder({ counters }, message);
  expect(await counters.read()).toEqual({ taken: 1, processed: 1, 'sold:rope': 3 });
  expect(await findOrder({ counters }, 'order-1')).toEqual({
    id: 'order-1',
    taken: true,
    processed: true,
    shared: false,
  });

  expect(await cancelOrder({ counters }, 'order-1')).toEqual({ id: 'order-1', cancelled: true });
  expect(await counters.read()).toEqual({ taken: 0, processed: 0, 'sold:rope': 0 });
  expect(await cancelOrder({ counters }, 'order-1')).toEqual({ id: 'order-1', cancelled: false });
  expect(await findOrder({ counters }, 'order-1')).toMatchObject({ taken: false, processed: false });
});

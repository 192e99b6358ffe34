import { expect, test } from 'vitest';
import { NoAnswer } from '../../../../src/components/apps/drill/client.ts';
import { judgeOrder, judgeRequest } from '../../../../src/components/apps/drill/outcome.ts';

const answer = (status: number) => ({ status, replica: 'web-1', body: '' });
const refused = new NoAnswer('connect ECONNREFUSED', { unsent: true, stale: false });
const broken = new NoAnswer('socket hang up', { unsent: false, stale: true });

test.each([
  [answer(200), 'ok', 'ok'],
  [answer(202), 'ok', 'ok'],
  [answer(404), 'ok', 'fail'],
  [answer(500), 'fail', 'info'],
  [answer(502), 'fail', 'info'],
  [answer(504), 'fail', 'info'],
  [refused, 'fail', 'fail'],
  [broken, 'fail', 'info'],
])('%o is %s for a request and %s for an order', (seen, request, order) => {
  expect([judgeRequest(seen).outcome, judgeOrder(seen).outcome]).toEqual([request, order]);
});

test('why not is told with who said it', () => {
  expect(judgeRequest(answer(504)).why).toBe('504 from web-1');
  expect(judgeRequest({ ...answer(502), replica: undefined }).why).toBe('502 from the front');
  expect(judgeRequest(broken).why).toBe('socket hang up');
});

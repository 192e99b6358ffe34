import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { warmUp } from '../../images/demo/src/warm.mjs';

test('a replica answers itself before it listens where others ask, and can listen there afterwards', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('well');
  });
  await warmUp(server, '/healthz', { requests: 20 });
  expect(asked).toBe(20);
  expect(server.listening).toBe(false);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

test('however slow it is, it does not keep anybody waiting for longer than the limit', async () => {
  const server = createServer((_request, response) => setTimeout(() => response.end('slow'), 30));
  const begun = performance.now();
  await warmUp(server, '/healthz', { requests: 1000, limit: 100 });
  expect(performance.now() - begun).toBeLessThan(1000);
});

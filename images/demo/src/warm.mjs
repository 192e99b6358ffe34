// A replica asks itself before it lets anybody in: code that runs for the first time takes several times as long, and a
// replica that comes back, or a spare that is needed, gets hundreds of requests in its first second.
import { once } from 'node:events';
import { Agent, get } from 'node:http';

const REQUESTS = 300;
const LIMIT = 1000;

/** Answers its own requests on a port that nobody else knows, one after another; ends after `limit` ms at the latest. */
export async function warmUp(server, path, { requests = REQUESTS, limit = LIMIT } = {}) {
  const end = performance.now() + limit;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const agent = new Agent({ keepAlive: true });
  for (let sent = 0; sent < requests && performance.now() < end; sent += 1) {
    const [response] = await once(get({ host: '127.0.0.1', port, path, agent }), 'response');
    response.resume();
    await once(response, 'end');
  }
  agent.destroy();
  server.close();
  await once(server, 'close');
}

// Live counters: every open page has a WebSocket, and gets the numbers when they change.
import { WebSocketServer } from '../vendor/ws.mjs';

const LOOK_EVERY = 500;
const PING_EVERY = 15_000;

/** Serves `/ws` on an HTTP server. `snapshot` returns what to show; it is read only while somebody watches. */
export function serveLive(server, path, snapshot) {
  const sockets = new WebSocketServer({ server, path, maxPayload: 1024 });
  let last = '';

  sockets.on('connection', async (socket) => {
    socket.alive = true;
    socket.on('pong', () => (socket.alive = true));
    socket.on('error', () => socket.terminate());
    socket.send(JSON.stringify(await snapshot()));
  });

  const looking = setInterval(async () => {
    if (sockets.clients.size === 0) return;
    const text = JSON.stringify(await snapshot());
    if (text === last) return;
    last = text;
    for (const socket of sockets.clients) socket.send(text);
  }, LOOK_EVERY);

  // A client that vanished without a word (a closed laptop) answers no ping and is dropped at the next one.
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!socket.alive) socket.terminate();
      socket.alive = false;
      socket.ping();
    }
  }, PING_EVERY);

  return {
    close() {
      clearInterval(looking);
      clearInterval(pinging);
      // 1012, "service restart": the page connects again at once and lands on another replica.
      for (const socket of sockets.clients) socket.close(1012);
      sockets.close();
    },
  };
}

// The demo app: takes orders, passes them through Kafka, counts in Redis, shows the numbers live.
import { memoryCounters, redisCounters } from './counters.mjs';
import { createHttpServer } from './http.mjs';
import { connectKafka, createSender, startConsumer } from './kafka.mjs';
import { serveLive } from './live.mjs';
import { createLog } from './log.mjs';
import { processOrder } from './orders.mjs';
import { createPage } from './page.mjs';
import { connectRedis } from './redis.mjs';
import { createRoutes } from './routes.mjs';
import { readSettings } from './settings.mjs';
import { createStates } from './states.mjs';
import { createStatus } from './status.mjs';
import { warmUp } from './warm.mjs';

const settings = readSettings();
const { app, instance, port, path } = settings;
const log = createLog();
const needed = [...(settings.redis ? ['redis'] : []), ...(settings.kafka ? ['kafka', 'orders'] : [])];
// Before anything is connected, so that it is the first line.
log.line(
  `${instance} starts on port ${port}${needed.length === 0 ? '' : `, waits for ${needed.join(', ')}`}`,
);

// kafkajs closes a connection that is still being made once for each request that waits for it, which Node takes for
// a leak of listeners. Any other warning is worth its line.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'MaxListenersExceededWarning') log.failure(`${name}: ${message}`);
});

const redis = settings.redis && connectRedis(settings.redis);
const kafka = settings.kafka && connectKafka(settings.kafka, app);
const states = createStates(needed, log.line);
const counters = redis ? redisCounters(redis) : memoryCounters();
const sender = kafka && createSender(kafka);
const status = createStatus({ redis, kafka, counters, instance, states });
const handle = (message, partition) => processOrder({ counters, sender }, message, partition);
const consumer =
  kafka && startConsumer(kafka, `${app}-demo`, handle, (up, reason) => states.set('orders', up, reason));

const routes = createRoutes({ redis, counters, sender, instance, status, page: createPage() });
const server = createHttpServer({ routes, prefix: path, instance, log });
const live = serveLive(server, `${path}/ws`, status.snapshot);
await warmUp(server, `${path}/healthz`);
server.listen(port);

// In the order in which work arrives: no new requests, then no new messages, then the connections.
async function stop() {
  log.line(`${instance} stops`);
  setTimeout(() => process.exit(1), 8000).unref();
  live.close();
  server.close();
  server.closeIdleConnections();
  await consumer?.close();
  await sender?.close();
  status.close();
  redis?.disconnect();
  process.exit(0);
}
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());

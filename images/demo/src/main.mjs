// The demo app: takes orders, passes them through Kafka, counts in Redis, shows the numbers live.
import { readFileSync } from 'node:fs';
import { memoryCounters, redisCounters } from './counters.mjs';
import { createHttpServer } from './http.mjs';
import { connectKafka, createSender, startConsumer } from './kafka.mjs';
import { serveLive } from './live.mjs';
import { processOrder } from './orders.mjs';
import { connectRedis } from './redis.mjs';
import { createRoutes } from './routes.mjs';
import { readSettings } from './settings.mjs';
import { createStatus } from './status.mjs';

// A store that is away makes the same line several times a second; once in ten seconds is enough to see it.
const logged = new Map();
function log(line) {
  if (Date.now() - (logged.get(line) ?? 0) < 10_000) return;
  if (logged.size > 100) logged.clear();
  logged.set(line, Date.now());
  console.log(line);
}

const settings = readSettings();
const { app, instance, port, path } = settings;

const redis = settings.redis && connectRedis(settings.redis, log);
const kafka = settings.kafka && connectKafka(settings.kafka, app, log);
const counters = redis ? redisCounters(redis) : memoryCounters();
const sender = kafka && createSender(kafka);
const status = createStatus({ redis, kafka, counters, instance, log });
const consumer =
  kafka && startConsumer(kafka, `${app}-demo`, (message) => processOrder({ counters, sender }, message), log);

const page = readFileSync(new URL('page.html', import.meta.url), 'utf8');
const routes = createRoutes({ redis, counters, sender, instance, status, page });
const server = createHttpServer({ routes, prefix: path, instance, log });
const live = serveLive(server, `${path}/ws`, status.snapshot);
server.listen(port, () =>
  log(`${instance} listens on ${port}, redis ${redis ? 'on' : 'off'}, kafka ${kafka ? 'on' : 'off'}`),
);

// In the order in which work arrives: no new requests, then no new messages, then the connections.
async function stop() {
  log(`${instance} stops`);
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

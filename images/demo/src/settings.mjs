// Everything the app is told from outside: names in the environment, secrets in files.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Reads the settings once at start. A store whose addresses are not given is switched off, and the app says so. */
export function readSettings(environment = process.env) {
  return {
    app: environment.APP_NAME ?? 'demo',
    instance: environment.APP_INSTANCE ?? hostname(),
    port: Number(environment.PORT ?? 3000),
    path: (environment.APP_PATH ?? '/').replace(/\/$/, ''),
    redis: redisSettings(environment),
    kafka: kafkaSettings(environment),
  };
}

function redisSettings(environment) {
  const sentinels = addresses(environment.REDIS_SENTINELS);
  if (sentinels.length === 0) return undefined;
  return {
    sentinels,
    primaryName: environment.REDIS_PRIMARY_NAME,
    username: environment.REDIS_USERNAME,
    // From a file: an environment variable would show up in `docker inspect` and in every child process.
    password: secret(environment.REDIS_PASSWORD_FILE),
    database: Number(environment.REDIS_DATABASE ?? 0),
  };
}

function kafkaSettings(environment) {
  const brokers = addresses(environment.KAFKA_BROKERS).map(({ host, port }) => `${host}:${port}`);
  return brokers.length === 0 ? undefined : { brokers };
}

function secret(file) {
  return file === undefined ? undefined : readFileSync(file, 'utf8').trim();
}

/** `10.0.0.21:26381,10.0.0.22:26382` as objects. */
function addresses(list = '') {
  return list
    .split(',')
    .filter((entry) => entry.includes(':'))
    .map((entry) => {
      const [host, port] = entry.trim().split(':');
      return { host, port: Number(port) };
    });
}

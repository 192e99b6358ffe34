import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the engine listens, and the client certificate of the Docker context, if it has one. */
export interface Endpoint {
  /** `unix:///var/run/docker.sock`, `tcp://10.0.0.5:2376`, `ssh://ops@build`. */
  readonly host: string;
  /** Directory with ca.pem, cert.pem and key.pem. */
  readonly tls: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const standard =
  process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';

/**
 * The endpoint that the docker command itself would use: DOCKER_HOST, else the context named by DOCKER_CONTEXT
 * or chosen with `docker context use`, else the standard socket. Reads the same files as the command does
 * instead of running it, because `generate` asks too and has a second in all.
 */
export function dockerEndpoint(environment: Environment = process.env): Endpoint {
  const host = given(environment['DOCKER_HOST']);
  if (host !== undefined) {
    const tls = given(environment['DOCKER_TLS_VERIFY']) && certificates(environment);
    return { host, tls };
  }
  const name = given(environment['DOCKER_CONTEXT']) ?? given(currentContext(environment)) ?? 'default';
  const context = name === 'default' ? undefined : namedContext(name, environment);
  return context ?? { host: standard, tls: undefined };
}

/** The docker command takes an empty value for none. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function configDirectory(environment: Environment): string {
  return given(environment['DOCKER_CONFIG']) ?? join(given(environment['HOME']) ?? homedir(), '.docker');
}

function certificates(environment: Environment): string {
  return given(environment['DOCKER_CERT_PATH']) ?? configDirectory(environment);
}

function currentContext(environment: Environment): string | undefined {
  const config = readJson(join(configDirectory(environment), 'config.json')) as
    { currentContext?: string } | undefined;
  return config?.currentContext;
}

/** The context store names its directories by the SHA-256 of the context's name (docker/cli, cli/context/store). */
function namedContext(name: string, environment: Environment): Endpoint | undefined {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configDirectory(environment), 'contexts');
  const meta = readJson(join(contexts, 'meta', id, 'meta.json')) as
    { Endpoints?: { docker?: { Host?: string } } } | undefined;
  const host = meta?.Endpoints?.docker?.Host;
  if (!host) return undefined;
  return { host, tls: host.startsWith('tcp:') ? join(contexts, 'tls', id, 'docker') : undefined };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

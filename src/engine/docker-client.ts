import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { DockerOptions } from 'dockerode';
import { StackError } from '../errors.ts';
import { dockerEndpoint, type Endpoint } from './docker-endpoint.ts';

/**
 * A dockerode client for the engine in use. Loaded on first use: dockerode alone costs 100 ms of start-up.
 *
 * @param limit after how many ms a request without an answer is given up; never when absent, an exec may be long
 */
export async function connect(limit?: number): Promise<Docker> {
  const { default: Client } = await import('dockerode');
  const endpoint = dockerEndpoint();
  try {
    return new Client({ ...clientOptions(endpoint), ...(limit === undefined ? {} : { timeout: limit }) });
  } catch (error) {
    throw engineError(error);
  }
}

/** dockerode's options for an endpoint. Throws StackError('engine') for no address, or a certificate that cannot be read. */
export function clientOptions({ host, tls }: Endpoint): DockerOptions {
  const socket = /^(?:unix|npipe):\/\/(.+)$/.exec(host);
  if (socket?.[1]) return { socketPath: socket[1] };
  const url = urlOf(host);
  const address = { host: url.hostname, ...(url.port ? { port: Number(url.port) } : {}) };
  if (url.protocol === 'ssh:') {
    return { ...address, protocol: 'ssh', ...(url.username ? { username: url.username } : {}) };
  }
  if (!tls) return { port: 2375, ...address, protocol: url.protocol === 'https:' ? 'https' : 'http' };
  const pem = (name: string): Buffer => readCertificate(join(tls, name));
  return {
    port: 2376,
    ...address,
    protocol: 'https',
    ca: pem('ca.pem'),
    cert: pem('cert.pem'),
    key: pem('key.pem'),
  };
}

function urlOf(host: string): URL {
  try {
    return new URL(host);
  } catch (cause) {
    throw new StackError('engine', `'${host}' is no address of a container engine`, {
      hint: 'DOCKER_HOST takes unix:///var/run/docker.sock, tcp://HOST:2375 or ssh://USER@HOST',
      cause,
    });
  }
}

function readCertificate(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StackError('engine', `the certificate ${path} cannot be read`, {
      hint: 'DOCKER_CERT_PATH names a directory with ca.pem, cert.pem and key.pem',
      cause,
    });
  }
}

/** What the system says when nobody is at an address, or the way there is barred. */
const unreachable = new Set([
  'ENOENT', 'ENOTSOCK', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
  'ETIMEDOUT',
]); // prettier-ignore

/** The engine's own words, with what to do about the three refusals that everybody meets. */
export function engineError(error: unknown): StackError {
  if (error instanceof StackError) return error;
  const { code, reason } = error as { code?: string; reason?: string };
  const message = error instanceof Error ? error.message : String(error);
  if (code !== undefined && unreachable.has(code)) {
    return new StackError('engine', `no container engine answers at ${dockerEndpoint().host}`, {
      hint: 'start it (Linux: sudo systemctl start docker; else open Docker Desktop), or set DOCKER_HOST to the one to use',
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new StackError('engine', `this user may not talk to the engine at ${dockerEndpoint().host}`, {
      hint: 'sudo usermod -aG docker "$USER", then log in again',
      cause: error,
    });
  }
  return new StackError('engine', `the engine refused: ${reason ? `${reason}: ` : ''}${message}`, {
    cause: error,
  });
}

/** Runs a call of the engine's API; whatever it throws becomes a StackError('engine'). */
export async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw engineError(error);
  }
}

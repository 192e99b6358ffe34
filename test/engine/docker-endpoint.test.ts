import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerEndpoint } from '../../src/engine/docker-endpoint.ts';

let config: string;
const idOf = (name: string) => createHash('sha256').update(name).digest('hex');

beforeAll(() => {
  config = mkdtempSync(join(tmpdir(), 'holdfast-docker-config-'));
  context('desktop', 'unix:///home/me/.docker/desktop.sock');
  context('remote', 'tcp://10.0.0.5:2376');
  context('broken', undefined);
  writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext: 'desktop' }));
});
afterAll(() => {
  rmSync(config, { recursive: true });
});

function context(name: string, host: string | undefined): void {
  const directory = join(config, 'contexts/meta', idOf(name));
  mkdirSync(directory, { recursive: true });
  const meta =
    host === undefined ? '{' : JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } });
  writeFileSync(join(directory, 'meta.json'), meta);
}

const standard = { host: 'unix:///var/run/docker.sock', tls: undefined };

test.each([
  ['nothing set', {}, standard],
  ['DOCKER_HOST', { DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'remote' }, { host: 'unix:///x.sock' }],
  [
    'an empty DOCKER_HOST, which is none',
    { DOCKER_HOST: '', DOCKER_CONTEXT: 'desktop' },
    { host: 'unix:///home/me/.docker/desktop.sock' },
  ],
  ['a context of no such name', { DOCKER_CONTEXT: 'nobody' }, standard],
  ['a context that cannot be read', { DOCKER_CONTEXT: 'broken' }, standard],
  ['the context named default', { DOCKER_CONTEXT: 'default' }, standard],
])('%s', (_what, environment, expected) => {
  const found = dockerEndpoint({ HOME: '/nowhere', ...environment, DOCKER_CONFIG: contextsFor(environment) });
  expect(found).toMatchObject(expected);
});

/** The chosen context counts only where none is named in the environment: keep it out of the row without any. */
function contextsFor(environment: object): string {
  return 'DOCKER_CONTEXT' in environment ? config : '/nowhere';
}

test('the context chosen with `docker context use`', () => {
  expect(dockerEndpoint({ DOCKER_CONFIG: config }).host).toBe('unix:///home/me/.docker/desktop.sock');
});

test('certificates: of the context, or beside DOCKER_HOST when it asks for them', () => {
  expect(dockerEndpoint({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'remote' })).toEqual({
    host: 'tcp://10.0.0.5:2376',
    tls: join(config, 'contexts/tls', idOf('remote'), 'docker'),
  });
  const host = 'tcp://10.0.0.5:2376';
  expect(dockerEndpoint({ DOCKER_HOST: host, DOCKER_CERT_PATH: '/c' }).tls).toBeUndefined();
  expect(dockerEndpoint({ DOCKER_HOST: host, DOCKER_CERT_PATH: '/c', DOCKER_TLS_VERIFY: '1' }).tls).toBe(
    '/c',
  );
  expect(dockerEndpoint({ DOCKER_HOST: host, HOME: '/home/me', DOCKER_TLS_VERIFY: '1' }).tls).toBe(
    '/home/me/.docker',
  );
});

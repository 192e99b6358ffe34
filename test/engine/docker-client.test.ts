import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clientOptions, engineError } from '../../src/engine/docker-client.ts';
import { dockerEngine } from '../../src/engine/docker.ts';
import { exitCodeOf, StackError } from '../../src/errors.ts';
import { FakeDaemon } from '../support/fake-daemon.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an engine that does not answer', () => {
  async function refusal(host: string, more: Record<string, string> = {}): Promise<StackError> {
    for (const [name, value] of Object.entries({ ...more, DOCKER_HOST: host })) vi.stubEnv(name, value);
    const error: unknown = await dockerEngine()
      .subnets()
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof StackError)) throw new Error(`expected a StackError, got ${String(error)}`);
    expect(exitCodeOf(error)).toBe(3);
    return error;
  }

  test('because nothing listens at its socket', async () => {
    const error = await refusal('unix:///nowhere/docker.sock');
    expect(error.message).toBe('no container engine answers at unix:///nowhere/docker.sock');
    expect(error.hint).toMatch(/systemctl start docker.*DOCKER_HOST/);
  });

  test('because whoever listened there has died', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-dead-'));
    const path = join(directory, 'docker.sock');
    const server = createServer((socket) => socket.destroy()).listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    expect((await refusal(`unix://${path}`)).message).toMatch(/^no container engine answers/);
    await new Promise((resolve) => server.close(resolve));
    rmSync(directory, { recursive: true });
  });

  test('because its name or port leads nowhere', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const { message } = await refusal(`tcp://127.0.0.1:${String(port)}`);
    expect(message).toBe(`no container engine answers at tcp://127.0.0.1:${String(port)}`);
  });

  test('because DOCKER_HOST is nonsense, or its certificates are not there', async () => {
    expect((await refusal('docker.sock')).message).toBe("'docker.sock' is no address of a container engine");
    const tls = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' };
    const error = await refusal('tcp://127.0.0.1:2376', tls);
    expect(error.message).toBe('the certificate /nowhere/ca.pem cannot be read');
    expect(error.hint).toContain('DOCKER_CERT_PATH');
  });

  test('because this user may not, or it has no wish to', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///run/docker.sock');
    const denied = Object.assign(new Error('connect EACCES /run/docker.sock'), { code: 'EACCES' });
    expect(engineError(denied)).toMatchObject({
      message: 'this user may not talk to the engine at unix:///run/docker.sock',
      hint: expect.stringContaining('usermod -aG docker') as string,
    });
    const daemon = await FakeDaemon.start({
      'GET /networks': () => ({ status: 500, json: { message: 'layer store is broken' } }),
    });
    vi.stubEnv('DOCKER_HOST', daemon.host);
    await expect(dockerEngine().subnets()).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringMatching(/^the engine refused: .*layer store is broken/) as string,
    });
  });
});

test.each([
  ['unix:///run/d.sock', { socketPath: '/run/d.sock' }],
  ['npipe:////./pipe/docker_engine', { socketPath: '//./pipe/docker_engine' }],
  ['tcp://10.0.0.5', { host: '10.0.0.5', port: 2375, protocol: 'http' }],
  ['tcp://10.0.0.5:9999', { host: '10.0.0.5', port: 9999, protocol: 'http' }],
  ['ssh://ops@build:22', { host: 'build', port: 22, protocol: 'ssh', username: 'ops' }],
])('%s is reached as the docker command reaches it', (host, options) => {
  expect(clientOptions({ host, tls: undefined })).toEqual(options);
});

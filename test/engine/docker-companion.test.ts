import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dockerEngine } from '../../src/engine/docker.ts';
import { FakeDaemon, frame, silence, type Answer } from '../support/fake-daemon.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const routes: Record<string, Answer> = {
  'POST /containers/create': () => ({ status: 201, json: { Id: 'c1' } }),
  'POST /containers/c1/start': () => ({ status: 204 }),
  'POST /containers/c1/wait': silence,
  'DELETE /containers/c1': () => ({ status: 204 }),
};

async function started(more: Record<string, Answer> = {}, upgrade?: (stream: Duplex) => void) {
  const daemon = await FakeDaemon.start({ ...routes, ...more }, upgrade);
  vi.stubEnv('DOCKER_HOST', daemon.host);
  const lines: string[] = [];
  const options = {
    stack: 'shop',
    name: 'shop-prober-d3f1',
    network: 'shop-net',
    memoryMiB: 80,
    cpuShares: 128,
    onLine: (line: string) => lines.push(line),
  };
  const engine = dockerEngine();
  return { daemon, engine, lines, start: () => engine.companion('sha256:1', ['node', '-e', '1'], options) };
}

describe('a companion', () => {
  test('may do nothing but use its network, keeps nothing, and is found by the stack’s name', async () => {
    const { daemon, start } = await started();
    await start();
    const created = daemon.asked.find(({ route }) => route === 'POST /containers/create');
    expect(created?.query.get('name')).toBe('shop-prober-d3f1');
    expect(JSON.parse(created?.body ?? '')).toMatchObject({
      Image: 'sha256:1',
      Entrypoint: ['node', '-e', '1'],
      User: '10001:10001',
      Labels: { 'holdfast.beside': 'shop' },
      StdinOnce: true,
      HostConfig: {
        AutoRemove: true,
        NetworkMode: 'shop-net',
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: 80 * 2 ** 20,
        MemorySwap: 80 * 2 ** 20,
        CpuShares: 128,
        LogConfig: { Type: 'none' },
      },
    });
    expect(JSON.parse(created?.body ?? '')).not.toHaveProperty('Env');
  });

  test('is listened to before it starts, so that no line is missed', async () => {
    const { daemon, start } = await started();
    await start();
    const order = daemon.asked.map(({ route }) => route);
    expect(order.indexOf('POST /containers/c1/attach')).toBeLessThan(
      order.indexOf('POST /containers/c1/start'),
    );
  });

  test('hears what is said to it and is heard line by line, in whatever pieces that comes', async () => {
    const { start, lines } = await started({}, (stream) => {
      stream.on('data', (said: Buffer) => {
        const half = frame(1, `you said ${said.toString()}one`);
        stream.write(half.subarray(0, 11));
        setTimeout(() => {
          stream.write(half.subarray(11));
          stream.write(frame(1, ' more\nand a l'));
          stream.write(frame(2, 'a warning\n'));
          stream.write(frame(1, 'ast\n'));
        }, 10);
      });
    });
    const companion = await start();
    companion.say('hello');
    await vi.waitUntil(() => lines.length >= 3, 5000);
    expect(lines).toEqual(['you said hello', 'one more', 'and a last']);
  });

  test('that ends tells why: what it complained about, or its exit code', async () => {
    const trace = 'file:1\nthrow new Error()\n\nRangeError: no more\n    at somewhere\n';
    const wait: Answer = () => ({ json: { StatusCode: 137 } });
    const ending = async (words: string): Promise<string> => {
      const { start } = await started({ 'POST /containers/c1/wait': wait }, (stream) => {
        setTimeout(() => stream.end(frame(2, words)), 50);
      });
      return (await start()).ended;
    };
    expect(await ending(trace)).toBe('RangeError: no more');
    expect(await ending('')).toBe('it ended with 137');
  });

  test('that does not start leaves no container', async () => {
    const refusal: Answer = () => ({ status: 404, json: { message: 'network shop-net not found' } });
    const { daemon, start } = await started({ 'POST /containers/c1/start': refusal });
    await expect(start()).rejects.toMatchObject({ code: 'engine' });
    expect(daemon.asked.map(({ route }) => route)).toContain('DELETE /containers/c1');
  });

  test('is gone already when it is to be removed: that is no error', async () => {
    for (const status of [404, 409]) {
      const gone: Answer = () => ({ status, json: { message: 'removal is in progress' } });
      const { start } = await started({ 'DELETE /containers/c1': gone });
      await expect((await start()).remove()).resolves.toBeUndefined();
    }
  });
});

test('what was left beside a stack is found by its name and removed, and nothing else', async () => {
  const listed: Answer = ({ query }) => {
    const { label } = JSON.parse(query.get('filters') ?? '{}') as { label: string[] };
    return { json: label.includes('holdfast.beside=shop') ? [{ Id: 'c1' }] : [] };
  };
  const { daemon, engine } = await started({ 'GET /containers/json': listed });
  expect(await engine.removeCompanions('shop')).toBe(1);
  expect(await engine.removeCompanions('other')).toBe(0);
  expect(
    daemon.asked.filter(({ route }) => route.startsWith('DELETE')).map(({ query }) => query.get('force')),
  ).toEqual(['true']);
});

import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dockerEngine } from '../../src/engine/docker.ts';
import { FakeDaemon, frame, type Answer } from '../support/fake-daemon.ts';
import { fakeDocker } from '../support/fake-docker.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** An engine whose daemon answers these questions. */
async function engineWith(routes: Record<string, Answer>, upgrade?: (stream: Duplex) => void) {
  const daemon = await FakeDaemon.start(routes, upgrade);
  vi.stubEnv('DOCKER_HOST', daemon.host);
  return { daemon, engine: dockerEngine() };
}

function listed(service: string, state = 'running', labels: Record<string, string> = {}) {
  return { Id: `id-${service}`, State: state, Labels: { 'com.docker.compose.service': service, ...labels } };
}

function inspected(service: string, more: object = {}) {
  return {
    Id: `id-${service}`,
    Name: `/shop-${service}-1`,
    State: {
      Status: 'running',
      StartedAt: '2026-05-01T08:00:00Z',
      OOMKilled: false,
      ExitCode: 0,
      Health: { Status: 'healthy' },
    },
    Config: {
      Labels: {
        'com.docker.compose.service': service,
        'com.docker.compose.project.working_dir': '/srv/shop',
        'com.docker.compose.config-hash': `hash of ${service}`,
        'com.docker.compose.image': 'sha256:1',
      },
    },
    Mounts: [
      { Type: 'volume', Name: `shop-${service}-data` },
      { Type: 'bind', Source: '/srv/shop/stack/config/redis/redis.conf' },
    ],
    HostConfig: {
      Memory: 256 * 2 ** 20,
      MemorySwap: 256 * 2 ** 20,
      ReadonlyRootfs: true,
      PidsLimit: 128,
      CpuShares: 1024,
      Ulimits: [{ Name: 'nofile', Soft: 16_384, Hard: 16_384 }],
      CapDrop: ['ALL'],
      CapAdd: ['CAP_CHOWN'],
      SecurityOpt: ['no-new-privileges:true'],
      PortBindings: { '6381/tcp': [{ HostIp: '127.0.0.1', HostPort: '6381' }] },
    },
    NetworkSettings: {
      Networks: {
        other: { IPAddress: '172.17.0.2' },
        'shop-net': { IPAMConfig: { IPv4Address: '10.70.1.11' }, IPAddress: '' },
      },
    },
    ...more,
  };
}

describe('what the engine says of itself', () => {
  const said = {
    ServerVersion: '26.1.5+dfsg1',
    MemTotal: 8 * 2 ** 30,
    NCPU: 2,
    OperatingSystem: 'Debian',
    OSType: 'linux',
    Architecture: 'x86_64',
    KernelVersion: '6.1.0-38-amd64',
    Name: 'box',
    DockerRootDir: '/var/lib/docker',
    CgroupVersion: '1',
    MemoryLimit: true,
    SwapLimit: false,
    PidsLimit: true,
    CPUShares: true,
    SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin'],
    SystemTime: '2026-06-01T12:00:00.550105539Z',
  };
  const info: Answer = () => ({ json: said });

  test('and its plugins', async () => {
    fakeDocker('[ "$1" = compose ] && echo 2.26.1-4 || echo "github.com/docker/buildx v0.13.1 0.13.1"');
    const { engine } = await engineWith({ 'GET /info': info });
    const before = Date.now();
    const { clock, ...rest } = await engine.info();
    expect(rest).toEqual({
      version: '26.1.5+dfsg1',
      composeVersion: '2.26.1',
      buildxVersion: '0.13.1',
      memoryMiB: 8192,
      cpus: 2,
      os: 'Debian',
      cgroup: '1',
      product: 'docker',
      containers: 'linux',
      architecture: 'x86_64',
      kernel: '6.1.0-38-amd64',
      hostName: 'box',
      dataRoot: '/var/lib/docker',
      limits: { memory: true, swap: false, pids: true, cpuWeight: true },
      security: ['apparmor', 'seccomp'],
    });
    expect(clock.engine).toBe(Date.UTC(2026, 5, 1, 12, 0, 0, 550));
    expect(clock.ours).toBeGreaterThanOrEqual(before);
    expect(clock.took).toBeLessThan(5_000);
  });

  test('Podman is known by the Buildah it names; an engine without a clock is taken to have ours', async () => {
    fakeDocker('exit 1');
    const podman = { ...said, SystemTime: undefined, BuildahVersion: '1.40.1' };
    const { engine } = await engineWith({ 'GET /info': () => ({ json: podman }) });
    const { product, clock } = await engine.info();
    expect(product).toBe('podman');
    expect(clock.engine).toBe(clock.ours);
  });

  test.each([
    ['a docker without plugins', 'echo "docker: is not a docker command" >&2; exit 125'],
    ['no docker command', undefined],
  ])('with %s', async (_what, script) => {
    fakeDocker(script);
    const { engine } = await engineWith({ 'GET /info': info });
    expect(await engine.info()).toMatchObject({ composeVersion: undefined, buildxVersion: undefined });
  });
});

describe('networks, volumes and images', () => {
  test('only IPv4 subnets, each with the stack that owns it', async () => {
    const { engine } = await engineWith({
      'GET /networks': () => ({
        json: [
          { Name: 'host', IPAM: { Config: null } },
          {
            Name: 'shop-net',
            Labels: { 'holdfast.stack': 'shop' },
            IPAM: { Config: [{ Subnet: '10.70.1.0/24' }, { Subnet: 'fd00::/64' }] },
          },
          { Name: 'bridge', IPAM: { Config: [{ Subnet: '172.17.0.0/16' }] } },
        ],
      }),
    });
    expect(await engine.subnets()).toEqual([
      { network: 'shop-net', subnet: '10.70.1.0/24', stack: 'shop' },
      { network: 'bridge', subnet: '172.17.0.0/16', stack: undefined },
    ]);
  });

  test('volumes are asked for by the label of the stack, and an engine without any says null', async () => {
    const answers = [null, [{ Name: 'shop-redis-2-data' }, { Name: 'shop-backup' }]];
    const { daemon, engine } = await engineWith({
      'GET /volumes': () => ({ json: { Volumes: answers.shift() } }),
    });
    expect(await engine.volumes('shop')).toEqual([]);
    expect(await engine.volumes('shop')).toEqual(['shop-backup', 'shop-redis-2-data']);
    const filters = daemon.asked.map(({ query }) => JSON.parse(query.get('filters') ?? '') as unknown);
    expect(filters).toEqual(Array(2).fill({ label: ['holdfast.stack=shop'] }));
  });

  test('a volume in use is not removed, and the engine says by whom', async () => {
    const message = 'remove shop-backup: volume is in use - [4f1c]';
    const { daemon, engine } = await engineWith({
      'DELETE /volumes/shop-a': () => ({ status: 204 }),
      'DELETE /volumes/shop-backup': () => ({ status: 409, json: { message } }),
    });
    const removing = engine.removeVolumes(['shop-a', 'shop-backup', 'shop-c']);
    await expect(removing).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining(message) as string,
    });
    expect(daemon.asked.map(({ route }) => route)).toEqual([
      'DELETE /volumes/shop-a',
      'DELETE /volumes/shop-backup',
    ]);
  });

  test('of several images those that are there, also without a tag', async () => {
    const { engine } = await engineWith({
      'GET /images/json': () => ({
        json: [
          { Id: 'sha256:1', RepoTags: ['holdfast-redis:abc', 'acme/shop:latest'] },
          { Id: 'sha256:2', RepoTags: null, RepoDigests: ['acme/web@sha256:99'] },
          { Id: 'sha256:3', RepoTags: [] },
        ],
      }),
    });
    const wanted = ['holdfast-redis:abc', 'acme/shop', 'holdfast-nginx:def', 'acme/web@sha256:99'];
    expect([...(await engine.images(wanted))]).toEqual([
      'holdfast-redis:abc',
      'acme/shop',
      'acme/web@sha256:99',
    ]);
    expect([...(await engine.imageIds(wanted)).values()]).toEqual(['sha256:1', 'sha256:1', 'sha256:2']);
  });
});

describe('an image built again', () => {
  const image = (labels: object, layers = ['sha256:l1']) => ({
    RootFS: { Layers: layers },
    Config: { Env: ['A=1'], Labels: { 'com.docker.compose.project': 'x', ...labels } },
  });

  test.each([
    ['no different inside', image({ 'com.docker.compose.project': 'other' }), true],
    ['with another layer', image({}, ['sha256:l2']), false],
    ['with another label of its own', image({ version: '2' }), false],
  ])('%s', async (_what, young, kept) => {
    const { daemon, engine } = await engineWith({
      'GET /images/json': () => ({ json: [{ Id: 'sha256:new', RepoTags: ['host:5000/redis:abc'] }] }),
      'GET /images/sha256:old/json': () => ({ json: image({}) }),
      'GET /images/host:5000/redis:abc/json': () => ({ json: young }),
      'POST /images/sha256:old/tag': () => ({ status: 201 }),
    });
    await engine.keepEqualImages(new Map([['host:5000/redis:abc', 'sha256:old']]));
    const tagged = daemon.asked.find(({ route }) => route.startsWith('POST'));
    expect(tagged !== undefined).toBe(kept);
    if (kept) expect(tagged?.query.toString()).toBe('repo=host%3A5000%2Fredis&tag=abc');
  });
});

describe('containers', () => {
  test('of the stack by service, in the order a person counts; run-offs and what just went away left out', async () => {
    const { daemon, engine } = await engineWith({
      'GET /containers/json': () => ({
        json: [
          listed('redis-10'),
          listed('redis-2'),
          listed('gone'),
          listed('kafka-cli', 'running', { 'com.docker.compose.oneoff': 'True' }),
        ],
      }),
      'GET /containers/id-redis-10/json': () => ({ json: inspected('redis-10') }),
      'GET /containers/id-redis-2/json': () => ({ json: inspected('redis-2') }),
    });
    const containers = await engine.containers('shop');
    expect([...containers.keys()]).toEqual(['redis-2', 'redis-10']);
    expect(containers.get('redis-2')).toEqual({
      id: 'id-redis-2',
      service: 'redis-2',
      state: 'running',
      health: 'healthy',
      exitCode: 0,
      startedAt: '2026-05-01T08:00:00Z',
      oomKilled: false,
      memoryLimitMiB: 256,
      memorySwapLimitMiB: 256,
      readOnlyRoot: true,
      pidsLimit: 128,
      cpuShares: 1024,
      nofile: 16_384,
      capabilities: ['CAP_CHOWN'],
      noNewPrivileges: true,
      privileged: false,
      address: '10.70.1.11',
      publishedPorts: [6381],
      directory: '/srv/shop',
      configHash: 'hash of redis-2',
      image: 'sha256:1',
      volumes: ['shop-redis-2-data'],
    });
    expect(daemon.asked[0]?.query.get('all')).toBe('true');
  });

  test('without limits, health check, ports and address', async () => {
    const bare = inspected('web-1', {
      State: { Status: 'exited', ExitCode: 137 },
      HostConfig: { Memory: 0, PortBindings: { '80/tcp': null } },
      NetworkSettings: { Networks: {} },
    });
    const { engine } = await engineWith({
      'GET /containers/json': () => ({ json: [listed('web-1', 'exited')] }),
      'GET /containers/id-web-1/json': () => ({ json: bare }),
    });
    expect((await engine.containers('shop')).get('web-1')).toMatchObject({
      state: 'exited',
      health: 'none',
      exitCode: 137,
      memoryLimitMiB: 0,
      pidsLimit: 0,
      readOnlyRoot: false,
      address: undefined,
      publishedPorts: [],
    });
  });

  test('their memory without the page cache, as either cgroup version names it; only what runs is measured', async () => {
    const stats = (stats: object) => () => ({ json: { memory_stats: { usage: 100 * 2 ** 20, stats } } });
    const { engine } = await engineWith({
      'GET /containers/json': () => ({
        json: [
          listed('redis-1'),
          listed('redis-2', 'paused'),
          listed('kafka-format', 'exited'),
          listed('gone'),
        ],
      }),
      'GET /containers/id-redis-1/stats': stats({ inactive_file: 20 * 2 ** 20, active_file: 10 * 2 ** 20 }),
      'GET /containers/id-redis-2/stats': stats({ total_inactive_file: 60 * 2 ** 20, inactive_file: 1 }),
    });
    expect([...(await engine.memory('shop'))]).toEqual([
      ['redis-1', 70],
      ['redis-2', 40],
    ]);
  });
});

describe('a command in a container', () => {
  const running: Record<string, Answer> = {
    'GET /containers/json': () => ({ json: [listed('redis-1')] }),
    'POST /containers/id-redis-1/exec': () => ({ status: 201, json: { Id: 'exec-1' } }),
    'GET /exec/exec-1/json': () => ({ json: { ExitCode: 3 } }),
  };

  test('gets its input on stdin, never as an argument; what it says on each stream is kept apart', async () => {
    let read = '';
    const { daemon, engine } = await engineWith(running, (stream) => {
      stream.on('data', (chunk: Buffer) => (read += chunk.toString()));
      // The input ends, and only then does the command answer.
      stream.on('end', () => {
        stream.write(Buffer.concat([frame(1, 'O'), frame(2, 'oh no')]));
        stream.end(frame(1, 'K'));
      });
    });
    const result = await engine.exec('shop', 'redis-1', ['redis-cli', '-x', 'AUTH'], 'hunter2');
    expect(result).toEqual({ exitCode: 3, stdout: 'OK', stderr: 'oh no' });
    expect(read).toBe('hunter2');
    expect(daemon.asked.map(({ body }) => body).join()).not.toContain('hunter2');
    const created = daemon.asked.find(({ route }) => route === 'POST /containers/id-redis-1/exec');
    expect(JSON.parse(created?.body ?? '')).toMatchObject({
      Cmd: ['redis-cli', '-x', 'AUTH'],
      AttachStdin: true,
    });
  });

  test.each([
    ['is not there', [], 'redis-1 is not there, so no command can run in it'],
    ['has stopped', [listed('redis-1', 'exited')], 'redis-1 is exited, so no command can run in it'],
  ])('whose service %s', async (_what, containers, message) => {
    const { engine } = await engineWith({ 'GET /containers/json': () => ({ json: containers }) });
    await expect(engine.exec('shop', 'redis-1', ['true'])).rejects.toMatchObject({
      code: 'engine',
      message,
      hint: 'docker compose ps --all redis-1',
    });
  });
});

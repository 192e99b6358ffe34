import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { subnetCandidates } from '../../src/plan/addresses.ts';
import { busyPorts } from '../../src/host/ports.ts';
import { interfaceSubnets, isAvoidable, parseRoutes, probeHost } from '../../src/host/probe.ts';
import { FakeDaemon } from '../support/fake-daemon.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the kernel’s route table', () => {
  test('gives every subnet but the default route, addresses turned round', () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      'br-1\t0001460A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0',
      'tun0\t05060708\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
      '',
    ].join('\n');
    expect(parseRoutes(table)).toEqual(['172.17.0.0/16', '10.70.1.0/24', '10.0.0.0/8', '8.7.6.5/32']);
  });

  test.each(['', 'Iface\tDestination', 'Iface\nnonsense'])('that holds %j gives none', (table) => {
    expect(parseRoutes(table)).toEqual([]);
  });
});

test.each([
  ['0.0.0.0/1', false],
  ['10.0.0.0/8', false],
  ['10.64.0.0/10', false],
  ['10.64.0.0/11', true],
  ['10.70.1.0/24', true],
])('a stack can keep clear of %s: %s', (subnet, expected) => {
  expect(isAvoidable(subnet)).toBe(expected);
});

test('the machine’s own interfaces are IPv4 networks, loopback apart', () => {
  for (const subnet of interfaceSubnets()) expect(subnet).toMatch(/^(?!127\.)\d+\.\d+\.\d+\.\d+\/\d+$/);
});

describe('probing', () => {
  const [taken = ''] = subnetCandidates('probe-test');

  test('asks the engine for its networks', async () => {
    const daemon = await FakeDaemon.start({
      'GET /networks': () => ({
        json: [
          { IPAM: { Config: [{ Subnet: taken }, { Subnet: 'fd00::/64' }, {}] } },
          { IPAM: { Config: null } },
          {},
        ],
      }),
    });
    vi.stubEnv('DOCKER_HOST', daemon.host);
    const { usedSubnets } = await probeHost({ ports: [] });
    expect(usedSubnets).toContain(taken);
    expect(usedSubnets.filter((subnet) => !/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(subnet))).toEqual([]);
  });

  test.each([
    ['is not there', 'unix:///nowhere/docker.sock'],
    ['is far away', 'tcp://127.0.0.1:1'],
    ['has no address', 'nonsense'],
  ])('goes on when the engine %s', async (_what, host) => {
    vi.stubEnv('DOCKER_HOST', host);
    expect((await probeHost({ ports: [] })).usedSubnets).not.toContain(taken);
  });

  test.each([
    ['an error', { status: 500, json: { message: 'broken' } }],
    ['something else', { json: 'hello' }],
    ['nothing', {}],
  ])('goes on when the engine answers with %s', async (_what, answer) => {
    const daemon = await FakeDaemon.start({ 'GET /networks': () => answer });
    vi.stubEnv('DOCKER_HOST', daemon.host);
    expect((await probeHost({ ports: [] })).usedSubnets).not.toContain(taken);
  });
});

/** A listener on `::` has the IPv4 ports as well; not every machine speaks IPv6. */
const everyAddress = networkInterfaces()['lo']?.some(({ family }) => family === 'IPv6') ? ['::'] : [];

describe('busy ports', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function listenOn(host: string): Promise<number> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  test.each(['127.0.0.1', '0.0.0.0', ...everyAddress])(
    'one on %s is seen, a free one is free afterwards too',
    async (host) => {
      const busy = await listenOn(host);
      const free = await listenOn('127.0.0.1');
      await new Promise((resolve) => servers.pop()?.close(resolve));
      expect(await busyPorts([busy, free, busy])).toEqual(new Set([busy]));
      expect(await busyPorts([free])).toEqual(new Set());
    },
  );

  test('many who ask at the same time do not take each other for listeners', async () => {
    const asked = Array.from({ length: 60 }, (_, index) => 26_001 + index);
    const answers = await Promise.all(Array.from({ length: 8 }, () => busyPorts(asked)));
    // What really listens on this machine is seen by all of them; anything else by none.
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.size).toBeLessThan(30);
  });

  test('none asked, none found', async () => {
    expect(await busyPorts([])).toEqual(new Set());
  });
});

import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { dockerEndpoint } from '../engine/docker-endpoint.ts';
import type { Host } from './host.ts';
import { busyPorts } from './ports.ts';

/** How long the engine may take to list its networks, ms: a first `generate` has one second in all. */
const engineLimit = 1_000;

/**
 * Looks at the machine: which of the asked ports are taken, which IPv4 subnets are in use by interfaces, routes
 * (but those that cover every subnet) and the engine's networks. Never throws: without an engine there is simply less to collide with.
 */
export async function probeHost({ ports }: { readonly ports: readonly number[] }): Promise<Host> {
  const [busy, networks, routes] = await Promise.all([busyPorts(ports), engineSubnets(), routedSubnets()]);
  return {
    busyPorts: busy,
    usedSubnets: [
      ...new Set([...networks, ...[...routes, ...interfaceSubnets()].filter(isAvoidable)]),
    ].sort(),
  };
}

/** Subnets of the machine's own interfaces, as `address/bits`; loopback apart. */
export function interfaceSubnets(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.flatMap((one) => (one.family === 'IPv4' && !one.internal && one.cidr ? [one.cidr] : []));
}

interface ListedNetwork {
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string }[] | null };
}

/** One plain request over the local socket: dockerode would cost more time to load than the answer takes. */
async function engineSubnets(): Promise<readonly string[]> {
  const socketPath = /^(?:unix|npipe):\/\/(.+)$/.exec(dockerEndpoint().host)?.[1];
  if (!socketPath) return [];
  try {
    const networks = (await getJson(socketPath, '/networks')) as readonly ListedNetwork[];
    const subnets = networks.flatMap((network) => (network.IPAM?.Config ?? []).map(({ Subnet }) => Subnet));
    return subnets.filter((subnet) => subnet !== undefined).filter((subnet) => subnet.includes('.'));
  } catch {
    return [];
  }
}

function getJson(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = {
      socketPath,
      path,
      signal: AbortSignal.timeout(engineLimit),
      agent: false,
      headers: { host: 'docker' },
    };
    const request = get(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    request.on('error', reject);
  });
}

/**
 * All of 10.64.0.0/10, from which stacks get theirs, lies in a network this large: VPNs route all of 10.0.0.0/8, or
 * the internet in two halves. Kept clear of, it would leave no subnet at all; a bridge's own route is the narrower one and wins.
 */
const broadestBits = 11;

/** Whether a stack can keep clear of a network of the host's and still have a subnet. */
export function isAvoidable(subnet: string): boolean {
  return Number(subnet.split('/')[1]) >= broadestBits;
}

/** Linux only; elsewhere the interfaces have to do. */
async function routedSubnets(): Promise<readonly string[]> {
  try {
    return parseRoutes(await readFile('/proc/net/route', 'utf8'));
  } catch {
    return [];
  }
}

/** The kernel's route table: destination and mask are little-endian hex. The default route is nobody's subnet. */
export function parseRoutes(table: string): readonly string[] {
  const rows = table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/));
  return rows.flatMap(([, destination, , , , , , mask]) => {
    if (!destination || !mask || mask === '00000000') return [];
    const bits = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
    return [`${littleEndian(destination)}/${String(bits)}`];
  });
}

function littleEndian(hex: string): string {
  const octets = hex.match(/../g) ?? [];
  return octets
    .reverse()
    .map((octet) => Number.parseInt(octet, 16))
    .join('.');
}

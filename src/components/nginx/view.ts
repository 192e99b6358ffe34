import type { EndpointOffer } from '../../component.ts';
import type { Failover, Plan } from '../../plan/plan.ts';
import { formatDuration } from '../../spec/scalars.ts';
import { mergeDirectives } from './directives.ts';
import type { NginxSettings } from './schema.ts';

/** Inside the container; the host port is the plan's. */
export const publicPort = 80;
/** Health check and counters; never published. */
export const insidePort = 8081;

/**
 * Of all workers together, so that more workers take no more memory. An answer to a slow reader takes two of them and
 * 36 KiB of buffers: with 4096, readers alone could have 70 MiB, and slow ones had a worker killed for memory.
 */
export const connections = 1024;

/** One per CPU, from two, so that one slow write to the log does not stop all, to four, which is plenty for one machine. */
function workersFor(cpus: number): number {
  return cpus >= 4 ? 4 : 2;
}

interface Timers {
  /** A killed container's address stays silent for about 3 s (ARP); a living one on a bridge accepts in under 1 ms. */
  readonly connectTimeout: string;
  /** Two, so that one slow answer does not take a replica out; never long: it is needed when the others have trouble. */
  readonly maxFails: number;
  readonly failTimeout: string;
}

const timers: Readonly<Record<Failover, Timers>> = {
  fast: { connectTimeout: '300ms', maxFails: 2, failTimeout: '2s' },
  balanced: { connectTimeout: '500ms', maxFails: 2, failTimeout: '3s' },
  relaxed: { connectTimeout: '1s', maxFails: 3, failTimeout: '5s' },
};

/** Above the read time-out (10 s), or a paused replica, which accepts and then says nothing, would never be given up in time. */
const triesTimeout = 12_000;
/** What a try must leave for the one after it, ms. */
const secondTry = 2000;

/**
 * What is asked when every replica is out is never out itself: a host that is busy for a second makes every replica
 * fail at once, and nginx would refuse everything until fail_timeout, though all of them live.
 */
const lastResort = 'max_fails=0 backup';
/**
 * The spare first, by its weight: the others are out for a reason, and a POST that one of them keeps is never sent again.
 * They come after it within a request, because a spare that is busy for a moment is not all there is.
 */
const spareFirst = `weight=1000 ${lastResort}`;

/** Everything the template of nginx.conf reads. */
export function nginxView(
  settings: NginxSettings,
  plan: Plan,
  endpoints: readonly EndpointOffer[],
  cacheMiB: number,
) {
  const root = endpoints.some((endpoint) => endpoint.path === '/');
  return {
    name: plan.name,
    port: publicPort,
    insidePort,
    serverName: settings.serverName,
    directives: mergeDirectives(settings.http),
    cache: settings.cache !== false,
    cacheMiB,
    workers: workersFor(plan.host.cpus),
    connections: connections / workersFor(plan.host.cpus),
    ...timers[plan.failover],
    tries: 3,
    triesTimeout: formatDuration(triesTimeout),
    apps: endpoints.map((endpoint) => upstreamOf(endpoint, timers[plan.failover])),
    replicas: replicaNames(plan, endpoints),
    routes: longestPathFirst(endpoints).map(routeOf),
    emptyRoot: !root,
    emptyStatus: endpoints.length === 0 ? 200 : 404,
    emptyText: emptyText(endpoints),
  };
}

function upstreamOf(endpoint: EndpointOffer, { maxFails, failTimeout }: Timers) {
  const tolerance = `max_fails=${String(maxFails)} fail_timeout=${failTimeout}`;
  const servers = endpoint.servers.map(({ host, port, spare }) => ({
    address: `${host}:${String(port)}`,
    limits: spare ? spareFirst : tolerance,
    note: host.endsWith('.internal') ? 'on the machine of the developer, not in a container' : '',
  }));
  const again = servers
    .filter((_, index) => endpoint.servers[index]?.spare !== true)
    .map((server) => ({ ...server, limits: lastResort, note: 'again, when all are out' }));
  const alone = endpoint.servers.length === 1;
  return { upstream: `app-${endpoint.name}`, servers: alone ? servers : [...servers, ...again] };
}

/** Service names by address, as regular expressions for what nginx calls $upstream_addr. */
function replicaNames(plan: Plan, endpoints: readonly EndpointOffer[]) {
  const byAddress = new Map([...plan.services.values()].map((service) => [service.address, service.name]));
  return endpoints.flatMap((endpoint) =>
    endpoint.servers.flatMap(({ host, port }) => {
      const name = byAddress.get(host);
      return name === undefined ? [] : [{ name, pattern: `${host.replaceAll('.', '\\.')}:${String(port)}` }];
    }),
  );
}

/** nginx takes the longest prefix by itself; this is the order in which a person looks for it. */
function longestPathFirst(endpoints: readonly EndpointOffer[]): EndpointOffer[] {
  return [...endpoints].sort((a, b) => b.path.length - a.path.length);
}

/** One app's locations: its path, and each path below it that has a time of its own. */
function routeOf(endpoint: EndpointOffer) {
  const { name, path, timeouts } = endpoint;
  const upstream = `app-${name}`;
  const timed = [...timeouts.keys()].filter((one) => one !== path).sort((a, b) => b.length - a.length);
  return {
    upstream,
    about: `${path} -> ${name}`,
    matches: [...timed, path].flatMap((one) => {
      const times = timesOf(timeouts.get(one));
      return locationsOf(one).map((location) => ({ location, upstream, ...times }));
    }),
  };
}

/** `/admin` is `/admin` itself and what is below it, but not `/administrator`. */
function locationsOf(path: string): readonly string[] {
  return path === '/' ? ['/'] : [`= ${path}`, `${path}/`];
}

/** As nginx writes them; empty where what is said for all holds. A patient path must leave time for a second try. */
function timesOf(timeout: number | undefined) {
  if (timeout === undefined) return { timeout: '', patience: '' };
  const needed = timeout + secondTry;
  return {
    timeout: formatDuration(timeout),
    patience: needed > triesTimeout ? formatDuration(needed) : '',
  };
}

function emptyText(endpoints: readonly EndpointOffer[]): string {
  if (endpoints.length === 0)
    return 'Nginx runs. No app stands behind it: name one under apps in stack.yaml.';
  return `Nothing is at this path. There is: ${endpoints.map((endpoint) => endpoint.path).join(', ')}`;
}

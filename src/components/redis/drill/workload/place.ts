import type { DrillContext } from '../../../../drill/drill.ts';
import type { Link } from '../../../../drill/link/link.ts';
import type { TcpEndpoint } from '../../../../redis/index.ts';
import { reachedFromHost } from '../../host-client.ts';
import { nodes, sentinels } from '../../layout.ts';
import type { RedisSettings } from '../../schema.ts';

/** All that a client has to know of the tier, whichever client it is. */
export interface Place {
  readonly primaryName: string;
  readonly sentinels: readonly TcpEndpoint[];
  /** From what Sentinel tells, `address:port`, to where this machine reaches it. */
  readonly addressMap: Readonly<Record<string, TcpEndpoint>>;
  readonly username: 'app';
  readonly password: string;
  readonly database: number;
  /** The service behind an endpoint as a client uses it. */
  readonly nameOf: (endpoint: TcpEndpoint) => string;
}

/** As much of it as a client needs to find its way: plain data. */
export type Way = Omit<Place, 'nameOf'>;

/** The same for a client in the stack's network: what Sentinel tells is where it is. */
export function wayInside(settings: RedisSettings, { plan, secret }: DrillContext): Way {
  return {
    primaryName: plan.name,
    sentinels: sentinels(settings, plan).map(({ address, port }) => ({ host: address, port })),
    addressMap: {},
    username: 'app',
    password: secret('redis-app-password'),
    database: settings.database,
  };
}

export function placeOf(settings: RedisSettings, { plan, secret }: DrillContext): Place {
  const watchers = sentinels(settings, plan);
  const members = [...nodes(settings, plan), ...watchers].map((member) => ({
    member,
    reached: reachedFromHost(member, plan),
  }));
  return {
    primaryName: plan.name,
    sentinels: watchers.map((one) => reachedFromHost(one, plan)),
    addressMap: Object.fromEntries(
      members.map(({ member: { address, port }, reached }) => [`${address}:${String(port)}`, reached]),
    ),
    username: 'app',
    password: secret('redis-app-password'),
    database: settings.database,
    nameOf: ({ host, port }) =>
      members.find(({ reached }) => reached.host === host && reached.port === port)?.member.name ??
      `${host}:${String(port)}`,
  };
}

/** The same place by a link: every node and Sentinel is reached through it. */
export async function byLink(place: Place, link: Link | undefined): Promise<Place> {
  if (link === undefined) return place;
  const direct = [...place.sentinels, ...Object.values(place.addressMap)];
  const ways = await Promise.all(
    direct.map(async (endpoint) => ({ endpoint, way: await link.through(endpoint) })),
  );
  const by = (endpoint: TcpEndpoint): TcpEndpoint =>
    ways.find((one) => isSame(one.endpoint, endpoint))?.way ?? endpoint;
  const entries = Object.entries(place.addressMap);
  return {
    ...place,
    sentinels: place.sentinels.map(by),
    addressMap: Object.fromEntries(entries.map(([told, endpoint]) => [told, by(endpoint)])),
    nameOf: (used) => place.nameOf(ways.find(({ way }) => isSame(way, used))?.endpoint ?? used),
  };
}

function isSame(one: TcpEndpoint, other: TcpEndpoint): boolean {
  return one.host === other.host && one.port === other.port;
}

import type { ComposeDependency } from '../../bundle/compose.ts';
import type { ConnectionOffer, Offer, Part, PartImage, PartService } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { replicasOf, type Replica } from './replicas.ts';
import type { AppsSettings } from './schema.ts';

/** One service per replica and spare; each gets the settings of every store that is on. */
export function appsPart(apps: AppsSettings, plan: Plan, offers: readonly Offer[]): Part {
  const connections = offers.filter((offer) => offer.kind === 'connection');
  return {
    services: replicasOf(apps).map((replica) =>
      replica.settings.demo === true
        ? demoService(replica, connections)
        : guestService(replica, connections, plan),
    ),
  };
}

function demoService(replica: Replica, connections: readonly ConnectionOffer[]): PartService {
  return {
    name: replica.service,
    about: about(replica, 'The demo app'),
    image: { kind: 'built', context: 'demo', component: 'apps' },
    secrets: connections.flatMap((connection) => connection.secrets),
    compose: {
      environment: environmentOf(replica, connections),
      tmpfs: ['/tmp:size=8m,mode=1777'],
      healthcheck: {
        test: ['CMD', 'health.sh'],
        interval: '5s',
        timeout: '3s',
        retries: 3,
        start_period: '20s',
        start_interval: '2s',
      },
      stop_grace_period: '10s',
    },
  };
}

/** Somebody else's image: only what any image survives, so no health check that needs a tool inside. */
function guestService(replica: Replica, connections: readonly ConnectionOffer[], plan: Plan): PartService {
  return {
    name: replica.service,
    about: about(replica, `Your app ${replica.app}`),
    image: guestImage(replica),
    secrets: connections.flatMap((connection) => connection.secrets),
    compose: {
      environment: environmentOf(replica, connections),
      ...dependencies(plan),
    },
  };
}

function about({ app, spare }: Replica, what: string): string {
  return spare
    ? `${what}: spare, asked only when every replica of ${app} is out.`
    : `${what}: replica behind Nginx.`;
}

function guestImage({ app, settings: { build, dockerfile, image } }: Replica): PartImage {
  const file = dockerfile === undefined ? {} : { dockerfile };
  if (build !== undefined) return { kind: 'local', context: build, tag: app, ...file };
  if (image !== undefined) return { kind: 'reference', reference: image };
  throw new Error('an app without build and image was let through');
}

/** What the user set wins: it is written down for a reason. */
function environmentOf(replica: Replica, connections: readonly ConnectionOffer[]): Record<string, string> {
  const { app, service, settings } = replica;
  const own = Object.entries(settings.environment).map(([name, value]) => [name, String(value)] as const);
  return {
    APP_NAME: app,
    APP_INSTANCE: service,
    APP_PATH: settings.path,
    PORT: String(settings.port),
    ...Object.fromEntries(connections.flatMap((connection) => Object.entries(connection.environment))),
    ...Object.fromEntries(own),
  };
}

/**
 * An app starts when what is prepared once (topics, storage) is there: many clients end when their first connection
 * fails. Not when every node is healthy: then one dead broker would keep an app from starting.
 */
function dependencies(plan: Plan): { depends_on?: Record<string, ComposeDependency> } {
  const preparations = [...plan.services.values()].filter((service) => service.kind === 'once');
  if (preparations.length === 0) return {};
  const done: ComposeDependency = { condition: 'service_completed_successfully' };
  return { depends_on: Object.fromEntries(preparations.map((service) => [service.name, done])) };
}

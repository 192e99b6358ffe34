import type { EndpointOffer, Offer } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { replicasOf } from './replicas.ts';
import type { App, AppsSettings } from './schema.ts';

/** The name by which a container reaches the machine it runs on; whoever uses it adds it to its extra_hosts. */
const developersMachine = 'host.docker.internal';

/** Topics of the demo app; their names stand in images/demo/src/kafka.mjs too. */
const demoTopics = ['demo-orders', 'demo-orders-dead'];

/** An endpoint for each app, and the demo app's topics. */
export function offerApps(apps: AppsSettings, plan: Plan): readonly Offer[] {
  const endpoints = Object.entries(apps).map(([name, app]) => endpoint(name, app, apps, plan));
  const demo = Object.values(apps).some((app) => app.demo === true);
  const topics = demo ? demoTopics.map((topic) => ({ kind: 'topic', topic, partitions: 2 }) as const) : [];
  return [...endpoints, ...topics];
}

function endpoint(name: string, app: App, apps: AppsSettings, plan: Plan): EndpointOffer {
  const demo = app.demo === true;
  return {
    kind: 'endpoint',
    name,
    path: app.path,
    servers: app.local === undefined ? containers(name, apps, plan) : [local(app.local)],
    namesItself: demo,
    websocket: demo ? `${app.path === '/' ? '' : app.path}/ws` : undefined,
    timeouts: new Map(Object.entries(app.timeouts)),
  };
}

function containers(name: string, apps: AppsSettings, plan: Plan): EndpointOffer['servers'] {
  return replicasOf(apps)
    .filter((replica) => replica.app === name)
    .map(({ service, settings, spare }) => {
      const host = plan.services.get(service)?.address;
      if (host === undefined) throw new Error(`${service} was planned without an address`);
      return { host, port: settings.port, spare };
    });
}

function local(port: number): EndpointOffer['servers'][number] {
  return { host: developersMachine, port, spare: false };
}

import { fillTemplate } from '../../bundle/template.ts';
import type { EndpointOffer, Offer, Part } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import type { NginxSettings } from './schema.ts';
import { nginxView, publicPort } from './view.ts';

/** Names that only the engine knows the address of. */
const hostGateway = 'host.docker.internal';

/** Room on /tmp for request bodies beside the cache, in MiB. */
const bodiesMiB = 16;

/** Two workers with their connections' buffers, and room for request bodies on /tmp; measured idle: under 10 MiB. */
export const baseMiB = 48;

/** Port id and service name. */
export const nginxService = 'nginx';

/** What the limit leaves for the cache, MiB. */
export function cacheMiB(settings: NginxSettings, plan: Plan): number {
  const limit = plan.services.get(nginxService)?.memoryMiB ?? baseMiB;
  return settings.cache === false ? 0 : limit - baseMiB;
}

/** The service, its configuration, and an address book entry when an app runs outside containers. */
export function nginxPart(settings: NginxSettings, plan: Plan, offers: readonly Offer[]): Part {
  const endpoints = offers.filter((offer) => offer.kind === 'endpoint');
  const config = 'config/nginx/nginx.conf';
  return {
    files: [
      {
        path: config,
        text: fillTemplate(
          'nginx/nginx.conf',
          nginxView(settings, plan, endpoints, cacheMiB(settings, plan)),
        ),
      },
    ],
    services: [
      {
        name: nginxService,
        about:
          'The one door: balances over the apps, fails over within a request, keeps a cache for bad times.',
        image: { kind: 'built', context: 'nginx', component: 'nginx' },
        door: true,
        configs: { [config]: '/etc/holdfast/nginx.conf' },
        compose: {
          ...published(plan),
          ...gateway(endpoints),
          tmpfs: [`/tmp:size=${String(cacheMiB(settings, plan) + bodiesMiB)}m,mode=1777`],
          healthcheck: {
            test: ['CMD', 'health.sh'],
            interval: '5s',
            timeout: '3s',
            retries: 3,
            start_period: '10s',
            start_interval: '2s',
          },
          // Above worker_shutdown_timeout (10 s), in which requests under way may end.
          stop_grace_period: '15s',
        },
      },
    ],
  };
}

function published(plan: Plan) {
  const port = plan.ports.get(nginxService);
  if (port === undefined) return {};
  return { ports: [{ target: publicPort, published: String(port), host_ip: '127.0.0.1' }] };
}

function gateway(endpoints: readonly EndpointOffer[]) {
  const needed = endpoints.some((endpoint) => endpoint.servers.some((server) => server.host === hostGateway));
  return needed ? { extra_hosts: [`${hostGateway}:host-gateway`] } : {};
}

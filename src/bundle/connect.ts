import type { ConnectionOffer } from '../component.ts';
import { gateService } from '../plan/demand.ts';
import type { Plan } from '../plan/plan.ts';
import type { BundleFile } from './bundle.ts';
import { networkKey } from './services.ts';
import { printCompose } from './yaml.ts';

/** stack/connect.yaml: what any service of the user's extends to join the stack. */
export function connectFile(plan: Plan, connections: readonly ConnectionOffer[]): BundleFile {
  const secrets = connections.flatMap((offer) => offer.secrets);
  const model = {
    services: {
      connect: {
        networks: { default: null, [networkKey]: null },
        environment: Object.assign({}, ...connections.map((offer) => offer.environment)) as Record<
          string,
          string
        >,
        ...(secrets.length > 0 ? { secrets } : {}),
        depends_on: { [gateService]: { condition: 'service_started' } },
      },
    },
  };
  return {
    path: 'stack/connect.yaml',
    content: printCompose(head(plan), model, new Map()),
    mode: 0o644,
    owner: 'generated',
  };
}

function head(plan: Plan): string {
  return `How a service of yours joins the stack '${plan.name}'. In your compose.yaml:

  services:
    app:
      extends: { file: stack/connect.yaml, service: connect }

It gets the network, the settings below, the password as a file in /run/secrets, and starts when the stack is up.`;
}

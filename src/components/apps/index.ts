import type { Claim, Component } from '../../component.ts';
import { checkApps } from './check.ts';
import { offerApps } from './offer.ts';
import { appsPart } from './part.ts';
import { firstOctet, replicasOf } from './replicas.ts';
import { appsSchema, type AppsSettings } from './schema.ts';

/** The user's own apps, or the demo app when there are none. */
export const apps: Component<AppsSettings> = {
  key: 'apps',
  summary: 'your apps behind Nginx, or the demo app',
  schema: appsSchema,
  shorthand: undefined,
  check: (settings) => checkApps(settings),
  claim: (settings) => claimApps(settings),
  offer: offerApps,
  part: appsPart,
  prove: async () => (await import('./prove.ts')).proveApps,
  observe: async () => (await import('./observe.ts')).observeApps,
};

function claimApps(settings: AppsSettings): Claim {
  return {
    services: replicasOf(settings).map(({ service, app: name, spare, settings: app }, index) => ({
      name: service,
      at: [name],
      role: spare ? 'spare' : 'replica',
      kind: 'long',
      memoryMiB: app.memory,
      octet: firstOctet + index,
      because:
        app.demo === true
          ? 'Node with a heap of 32 MiB, and its libraries'
          : 'the limit of the spec, or 96 MiB',
    })),
  };
}

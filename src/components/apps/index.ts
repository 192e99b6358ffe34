import type { Claim, Component, MemoryNeed } from '../../component.ts';
import { exactly } from '../../plan/needs.ts';
import { checkApps } from './check.ts';
import { offerApps } from './offer.ts';
import { appsPart } from './part.ts';
import { appSlos } from './slos.ts';
import { firstOctet, replicasOf } from './replicas.ts';
import { appsSchema, demoMiB, guestMiB, type App, type AppsSettings } from './schema.ts';

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
  drill: async () => (await import('./drill.ts')).drillApps,
  slos: appSlos,
  roll: async () => (await import('./roll.ts')).rollApps,
};

function claimApps(settings: AppsSettings): Claim {
  const all = replicasOf(settings).map((replica, index) => ({ ...replica, octet: firstOctet + index }));
  return {
    tiers: Object.entries(settings)
      .filter(([, app]) => app.local === undefined)
      .map(([name, app]) => ({
        name,
        kind: 'long',
        trust: app.demo === true ? 'ours' : 'guest',
        memory: memoryNeed(name, app),
        cpuShares: 2048,
        pids: app.demo === true ? 64 : 512,
        members: all
          .filter((replica) => replica.app === name)
          .map(({ service, spare, octet }) => ({
            name: service,
            role: spare ? 'spare' : 'replica',
            octet,
            at: [name],
          })),
        fewer: { at: [name, 'replicas'], counts: below(app.replicas), now: app.replicas },
        because: () => reason(app),
      })),
  };
}

/** The demo app is known; of any other it can only be said that a runtime starts in it. */
function memoryNeed(name: string, app: App): MemoryNeed {
  const need = app.demo === true ? exactly(demoMiB) : { least: 32, most: 1024, step: 16, weight: 10 };
  const usual = app.demo === true ? demoMiB : guestMiB;
  if (app.memory === undefined) return { ...need, least: usual };
  const own = { limitMiB: app.memory, at: [name, 'memory'], inSpec: (limit: number) => limit };
  return { ...need, least: Math.min(need.least, app.memory), own };
}

function below(count: number): number[] {
  return Array.from({ length: count - 1 }, (_, index) => count - 1 - index);
}

function reason(app: App): string {
  if (app.memory !== undefined) return 'the spec says so';
  return app.demo === true
    ? 'Node with a heap of 32 MiB, and its libraries'
    : `${String(guestMiB)} MiB for a runtime, and a share of what is left`;
}

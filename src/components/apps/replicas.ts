import type { App, AppsSettings } from './schema.ts';

/** Apps have the addresses from .50 up. */
export const firstOctet = 50;

/** One container of an app. */
export interface Replica {
  /** The Compose service: `web-1`, `web-spare-1`. */
  readonly service: string;
  readonly app: string;
  readonly settings: App;
  readonly spare: boolean;
}

/** Every container of every app, in the order in which they get their addresses. Local apps have none. */
export function replicasOf(apps: AppsSettings): readonly Replica[] {
  return Object.entries(apps).flatMap(([app, settings]) => {
    if (settings.local !== undefined) return [];
    const replica = (service: string, spare: boolean): Replica => ({ service, app, settings, spare });
    return [
      ...numbers(settings.replicas).map((n) => replica(`${app}-${String(n)}`, false)),
      ...numbers(settings.spare).map((n) => replica(`${app}-spare-${String(n)}`, true)),
    ];
  });
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

import type { Slo, Slos } from '../../drill/slo.ts';
import type { AppsSettings } from './schema.ts';

/**
 * One replica of an app is away and no request fails: Nginx asks the next one within the same request. An app that has
 * neither a second replica nor a spare has nobody to ask, and nothing is promised for it.
 */
export function appSlos(settings: AppsSettings): Slos {
  const running = Object.entries(settings).filter(([, app]) => app.local === undefined);
  return new Map(
    running.flatMap(([name, { replicas, spare }]) =>
      ['kill', 'crash', 'stop', 'pause', 'disconnect'].flatMap((fault): (readonly [string, Slo])[] => [
        [`${name}:${fault}`, replicas + spare > 1 ? { failed: 0 } : {}],
        // All at once: the spare answers where there is one, and what is cached.
        [`${name}.all:${fault}`, {}],
      ]),
    ),
  );
}

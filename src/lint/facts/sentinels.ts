import type { Place } from '../place.ts';
import { lastOf, type Directive } from '../configs/directives.ts';
import { isKnown } from '../yaml/value.ts';
import type { RedisNode } from './redis.ts';
import { parseCount } from './sizes.ts';

/** What a Sentinel is told to watch. */
export interface Monitor {
  readonly master: string;
  readonly host: string;
  readonly port: string;
  readonly quorum: number | undefined;
  readonly at: Place;
}

/** The Sentinels that watch the same primary. */
export interface Watch {
  readonly master: string;
  readonly sentinels: readonly RedisNode[];
  /** Containers, a service with several counted as often. */
  readonly count: number;
}

/** Everything a Sentinel watches. Of a name given twice the last one holds. */
export function monitorsOf({ directives }: RedisNode): readonly Monitor[] {
  const monitors = directives
    .filter(({ name }) => name === 'sentinel monitor')
    .map(({ args: [master = '', host = '', port = '', quorum], at }) => ({
      master,
      host,
      port,
      quorum: parseCount(quorum),
      at,
    }));
  return [...new Map(monitors.map((monitor) => [monitor.master, monitor])).values()];
}

/** A setting of a Sentinel for one primary, as `sentinel <name> <master> <value>`. */
export function sentinelSetting(
  { directives }: RedisNode,
  name: string,
  master: string,
): Directive | undefined {
  return lastOf(
    directives.filter(({ args }) => args[0] === master),
    `sentinel ${name}`,
  );
}

/**
 * Sentinels by the primary they watch. One of which that is not known counts for every primary, so that no rule takes
 * too few of them for granted.
 */
export function watches(sentinels: readonly RedisNode[]): readonly Watch[] {
  const masters = new Set(sentinels.flatMap((node) => monitorsOf(node).map(({ master }) => master)));
  const names = masters.size === 0 && sentinels.length > 0 ? [''] : [...masters];
  return names.map((master) => {
    const watching = sentinels.filter((node) => {
      const monitors = monitorsOf(node);
      return monitors.length === 0 || monitors.some((monitor) => monitor.master === master);
    });
    return {
      master,
      sentinels: watching,
      count: watching.reduce((sum, { service }) => sum + service.instances, 0),
    };
  });
}

/** Whether a host is an address and not a name; undefined when a variable decides. */
export function isAddress(host: string): boolean | undefined {
  if (!isKnown(host)) return undefined;
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.includes(':');
}

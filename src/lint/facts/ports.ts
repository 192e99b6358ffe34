import type { Place } from '../place.ts';
import { itemsOf, scalarAt, type Value } from '../yaml/value.ts';

/** A port of a service that the host passes on. */
export interface Port {
  readonly target: string;
  /** The host address it is bound to; undefined for all of them. */
  readonly hostIp: string | undefined;
  readonly at: Place;
}

/** The published ports of a service, short and long forms. Of a range only the first target is kept. */
export function portsOf(ports: Value | undefined): readonly Port[] {
  return itemsOf(ports).flatMap((item) => {
    if (item.kind === 'scalar') return [shortPort(item.text, item.at)];
    const target = scalarAt(item, 'target')?.text;
    return target === undefined ? [] : [{ target, hostIp: scalarAt(item, 'host_ip')?.text, at: item.at }];
  });
}

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `[::1]:8080:80`, `80`. */
function shortPort(text: string, at: Place): Port {
  const [, ip, , target = ''] = /^(?:(\[[^\]]*\]|[^:]+):(?=[^:]*:))?(?:([^:]*):)?([^:/-]+)/.exec(text) ?? [];
  return { target, hostIp: ip?.replaceAll(/[[\]]/g, ''), at };
}

/** Whether anybody who reaches the host reaches this port. */
export function isOpenToAll({ hostIp }: Port): boolean {
  return hostIp === undefined || hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
}

import type { TcpEndpoint } from '../connection/endpoint.ts';
import { nameOf } from '../connection/endpoint.ts';
import type { AddressMap } from './options.ts';

/** From an address as it is told to the one to connect to. */
export type Mapped = (told: TcpEndpoint) => TcpEndpoint;

export function mappedBy(map: AddressMap | undefined): Mapped {
  if (map === undefined) return (told) => told;
  if (typeof map === 'function') return (told) => map(told) ?? told;
  return (told) => map[nameOf(told)] ?? told;
}

export function isSame(one: TcpEndpoint, other: TcpEndpoint): boolean {
  return one.host === other.host && one.port === other.port;
}

/** An address of two words as Redis tells it; undefined for what is none. */
export function endpointOf(host: unknown, port: unknown): TcpEndpoint | undefined {
  const number = Number(port);
  if (typeof host !== 'string' || host === '' || host === '?') return undefined;
  return Number.isInteger(number) && number > 0 && number < 65_536 ? { host, port: number } : undefined;
}

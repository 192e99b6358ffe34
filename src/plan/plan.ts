import type { Diagnostic } from '../errors.ts';

/** One word in the spec sets every failover timer of every component. */
export type Failover = 'fast' | 'balanced' | 'relaxed';

/** A decision that is not obvious, with the reason a person would ask for. */
export interface Decision {
  /** What was decided, as a dotted path: `redis.redis-1.address`, `kafka.heap`. */
  readonly what: string;
  readonly value: string;
  readonly because: string;
}

export interface PlannedService {
  readonly name: string;
  /** The component's key: `redis`. */
  readonly component: string;
  /** What it does in its tier: `broker`, `sentinel`, `format`. */
  readonly role: string;
  readonly memoryMiB: number;
  /** Fixed IPv4 address; absent for one-shots and tools, which take one from the dynamic range. */
  readonly address: string | undefined;
  readonly kind: ServiceKind;
}

/** `long` runs until stopped, `once` runs at each `up` and must succeed, `tool` is started by hand. */
export type ServiceKind = 'long' | 'once' | 'tool';

export interface PlannedNetwork {
  /** The engine's name of it: `shop-net`. */
  readonly name: string;
  readonly subnet: string;
  readonly gateway: string;
  /** Where the engine takes addresses for services without a fixed one. */
  readonly dynamicRange: string;
  /** True when nothing is published: no route to the host. */
  readonly internal: boolean;
}

export interface PlannedHost {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly diskMiB: number;
}

/** Every decision made. Pure data: rendering it needs nothing else but the package's own files. */
export interface Plan {
  readonly name: string;
  readonly host: PlannedHost;
  readonly failover: Failover;
  /** False keeps the stores off the host. */
  readonly publish: boolean;
  readonly network: PlannedNetwork;
  /** By Compose service name, in the order of the bundle. */
  readonly services: ReadonlyMap<string, PlannedService>;
  /** Host ports by id, e.g. `redis-1`, `sentinel-2`, `kafka-3`, `nginx`. Absent ids are not published. */
  readonly ports: ReadonlyMap<string, number>;
  /** Names of the secrets the stack has; their values are in the identity only. */
  readonly secrets: readonly string[];
  /** Component key -> image reference the user gave instead of `built`. */
  readonly images: ReadonlyMap<string, string>;
  readonly decisions: readonly Decision[];
  readonly warnings: readonly Diagnostic[];
}

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
  readonly tier: string;
  /** What it does in its tier: `broker`, `sentinel`, `format`. */
  readonly role: string;
  readonly kind: ServiceKind;
  readonly trust: Trust;
  readonly memoryMiB: number;
  readonly cpuShares: number;
  readonly pids: number;
  /** Open files; undefined leaves the engine's own limit. */
  readonly nofile: number | undefined;
  /** Fixed IPv4 address; absent for one-shots and tools, which take one from the dynamic range. */
  readonly address: string | undefined;
}

/** `ours` is hardened in every way we know; `guest` (a user's app) only as far as any image bears. */
export type Trust = 'ours' | 'guest';

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

/** How the host's memory is shared out, MiB. */
export interface Budget {
  readonly hostMiB: number;
  /** Kept for the operating system, the engine, and a machine that shows less than it is called by. */
  readonly reserveMiB: number;
  readonly longMiB: number;
  /** One-shots, which run together while the stack starts. */
  readonly startMiB: number;
  readonly jobs: readonly PlannedJob[];
  /** All that may run at the same time: what runs always, and the larger of the start and the largest job. */
  readonly totalMiB: number;
}

export interface PlannedJob {
  readonly name: string;
  readonly memoryMiB: number;
  readonly because: string;
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
  readonly budget: Budget;
  /** Host ports by id, e.g. `redis-1`, `sentinel-2`, `kafka-3`, `nginx`. Absent ids are not published. */
  readonly ports: ReadonlyMap<string, number>;
  /** Names of the secrets the stack has; their values are in the identity only. */
  readonly secrets: readonly string[];
  /** Component key -> image reference the user gave instead of `built`. */
  readonly images: ReadonlyMap<string, string>;
  readonly decisions: readonly Decision[];
  readonly warnings: readonly Diagnostic[];
}

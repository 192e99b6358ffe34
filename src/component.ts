import type { ZodType } from 'zod';
import type { ComposeService } from './bundle/compose.ts';
import type { DrillPart } from './drill/drill.ts';
import type { Slos } from './drill/slo.ts';
import type { Observe } from './observe/observation.ts';
import type { Failover, Plan, ServiceKind, Trust } from './plan/plan.ts';
import type { Proof } from './proof/proof.ts';
import type { Roll } from './roll/roll.ts';

/**
 * THE contract. A component is a value: what it understands of the spec, what it claims before anything is
 * decided, what it offers to the others, and what it puts into the bundle. It never imports another component;
 * what one gives another travels as an {@link Offer}.
 *
 * Order of calls, all pure: schema -> check -> claim -> (plan is made) -> offer -> part. `prove` and `observe` are
 * loaded only when a running stack is looked at.
 */
export interface Component<Settings = unknown> {
  /** The key in the spec: `redis`. Also the name in labels. */
  readonly key: string;
  /** One line for `plan`, docs and the JSON Schema. */
  readonly summary: string;
  /** The schema of the full form: a strict zod object in which every key has a default. */
  readonly schema: ZodType<Settings>;
  /** The key that a bare value stands for: `redis: 96MiB` is `redis: { memory: 96MiB }`. */
  readonly shorthand: string | undefined;
  /** Rules over several keys, or against the rest of the spec. An empty list is good. */
  check?(settings: Settings, context: ClaimContext): readonly Problem[];
  claim(settings: Settings, context: ClaimContext): Claim;
  offer?(settings: Settings, plan: Plan): readonly Offer[];
  part(settings: Settings, plan: Plan, offers: readonly Offer[]): Part;
  /** Loads the proofs lazily: they bring clients with them. */
  prove?(): Promise<Prover<Settings>>;
  /** Loads what `status` shows of it. A proof tries the stack out and may write; an observer only reads. */
  observe?(): Promise<Observer<Settings>>;
  /** Loads what a drill does to it: loads that press it to its limits, and who must stay leader meanwhile. */
  drill?(): Promise<Driller<Settings>>;
  /**
   * What drills on it have to keep to unless the spec says otherwise, by target and fault. Its names are those that the
   * spec may use: one that nothing is promised for has an empty SLO.
   */
  slos?(settings: Settings, context: ClaimContext): Slos;
  /** Loads what it knows of being restarted one service at a time, where its observer's word is not enough. */
  roll?(): Promise<Roller<Settings>>;
}

export type Roller<Settings> = (settings: Settings, plan: Plan) => Roll;

export type Driller<Settings> = (settings: Settings, plan: Plan) => DrillPart;

export type Observer<Settings> = (settings: Settings, plan: Plan) => Observe;

export type Prover<Settings> = (settings: Settings, plan: Plan) => readonly Proof[];

/** A rule broken at a path below the component's key, e.g. `['sentinels']`. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** What a component may know when it states its needs. */
export interface ClaimContext {
  readonly name: string;
  readonly failover: Failover;
  readonly publish: boolean;
  /** Keys of the components that are on. */
  readonly enabled: ReadonlySet<string>;
}

export interface Claim {
  readonly tiers: readonly TierClaim[];
  /** Work that runs now and then, one at a time and never while the stack starts. */
  readonly jobs?: readonly JobClaim[];
  readonly ports?: readonly PortClaim[];
  /** Names of secrets to make once and keep for ever. */
  readonly secrets?: readonly SecretClaim[];
}

/** Services that are alike but for name and place: they stand in for each other, so they all get the same limits. */
export interface TierClaim {
  /** `redis`; its limit can be set by this name under `limits` in the spec. */
  readonly name: string;
  readonly kind: ServiceKind;
  /** `ours` gets uid, read-only root and dropped capabilities; `guest` (a user's app) only what suits any image. */
  readonly trust: Trust;
  readonly memory: MemoryNeed;
  /** Weight against all other services when every CPU is wanted. Never a quota: it would stop heartbeats. */
  readonly cpuShares: number;
  readonly pids: number;
  /** Open files; the engine's own limit when absent. */
  readonly nofile?: number;
  readonly members: readonly MemberClaim[];
  readonly fewer?: Fewer;
  /** What the limit is made of, for `plan`. */
  readonly because: (limitMiB: number) => string;
  /** What a member may take besides while it does a job, MiB: in its limit, and in the budget as that job. */
  readonly jobMiB?: number;
}

export interface MemberClaim {
  /** The service. */
  readonly name: string;
  readonly role: string;
  /** Last octet of the fixed address, 2 to 191; each component keeps to its own range. */
  readonly octet?: number;
  /** Where the spec names it, below the component's key; absent for names that are always the same. */
  readonly at?: readonly (string | number)[];
}

/** What each member of a tier makes of memory, MiB. */
export interface MemoryNeed {
  /** Below it the service does not work, or not well enough to be promised. */
  readonly least: number;
  /** More than this serves nothing. */
  readonly most: number;
  /** Memory is given in steps that the service can use whole. */
  readonly step: number;
  /** Against other tiers: how much of what is left over. 0 takes none. */
  readonly weight: number;
  /** What the spec asks for instead, and where it does, below the component's key. */
  readonly own?: OwnMemory;
}

/** A number of the spec's: it is honoured, or refused with what would fit. */
export interface OwnMemory {
  readonly limitMiB: number;
  readonly at: readonly (string | number)[];
  /** The value at that place for another limit, MiB. */
  readonly inSpec: (limitMiB: number) => number;
}

/** A number of the spec's that decides how many members a tier has. */
export interface Fewer {
  readonly at: readonly (string | number)[];
  readonly now: number;
  /** Smaller numbers that are allowed, the largest first. */
  readonly counts: readonly number[];
}

export interface JobClaim {
  readonly name: string;
  readonly memoryMiB: number;
  readonly because: string;
}

/** Ports of one group move together when one of them is busy, so that they stay a row. */
export interface PortClaim {
  readonly id: string;
  readonly group: string;
  readonly preferred: number;
  /** True when the spec names it: then it never moves, a busy one is refused. */
  readonly fixed: boolean;
  /** Where a fixed one stands in the spec, below the component's key. */
  readonly at?: readonly (string | number)[];
}

export interface SecretClaim {
  readonly name: string;
  /** `password`: 32 random bytes as 43 base64url characters; `kafka-id`: 16 as 22, in Kafka's own form. */
  readonly kind: 'password' | 'kafka-id';
}

/** What one component gives the others. */
export type Offer = EndpointOffer | ConnectionOffer | TopicOffer | BackupOffer;

/** HTTP servers that a front proxy can put behind a path. */
export interface EndpointOffer {
  readonly kind: 'endpoint';
  readonly name: string;
  readonly path: string;
  readonly servers: readonly { readonly host: string; readonly port: number; readonly spare: boolean }[];
  /** Answers of this app name their replica in the header `X-App-Instance`. */
  readonly namesItself: boolean;
  readonly websocket: string | undefined;
  /** How long a server may be silent while it answers, ms, by path at or below `path`; the front's own time elsewhere. */
  readonly timeouts: ReadonlyMap<string, number>;
}

/** How a client inside the network reaches a store: no secret in the environment, only the file it is in. */
export interface ConnectionOffer {
  readonly kind: 'connection';
  readonly of: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Topics that an app of ours needs beside the user's own. */
export interface TopicOffer {
  readonly kind: 'topic';
  readonly topic: string;
  readonly partitions: number;
}

/** A store whose data can be saved while it runs. How is known to `src/backup/stores`; here is where, and with what. */
export interface BackupOffer {
  readonly kind: 'backup';
  /** The store's component. */
  readonly of: string;
  /** Addresses and the like, as JSON; no secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whom it lets read. */
  readonly secrets: readonly string[];
  /** Debian packages of the tools that read, check and load what was saved. */
  readonly packages: readonly string[];
  /** Volumes whose files are read where they lie, read-only: compose key -> the name they are found under. */
  readonly volumes?: Readonly<Record<string, string>>;
}

/** A component's contribution to the bundle. */
export interface Part {
  readonly services: readonly PartService[];
  readonly volumes?: readonly PartVolume[];
  readonly files?: readonly PartFile[];
}

/**
 * One service. The renderer adds what is the same for all (hardening, logging, labels, limits from the plan, the
 * network with the planned address), so that only what is particular stands here.
 */
export interface PartService {
  /** The name claimed. */
  readonly name: string;
  /** Printed as a comment above the service: what it is for, in one or two lines. */
  readonly about: string;
  readonly image: PartImage;
  /** The way in: reachable from this machine also with `publish: false`, which shuts the stack's own network off. */
  readonly door?: boolean;
  /** Without what follows from the plan (limits, network, labels) and from the rest (image, configs, secrets). */
  readonly compose: Omit<
    ComposeService,
    | 'image'
    | 'build'
    | 'extends'
    | 'networks'
    | 'labels'
    | 'mem_limit'
    | 'memswap_limit'
    | 'cpu_shares'
    | 'pids_limit'
    | 'ulimits'
    | 'configs'
    | 'secrets'
    | 'profiles'
  >;
  /** Files of this part's `files` to mount read-only: bundle path -> path in the container. */
  readonly configs?: Readonly<Record<string, string>>;
  /** Secrets to mount at /run/secrets/<name>. */
  readonly secrets?: readonly string[];
}

export type PartImage =
  /** Built from images/<context>; `component` is the key under which a user may give a reference instead. */
  | {
      readonly kind: 'built';
      readonly context: string;
      readonly component: string;
      readonly args?: Readonly<Record<string, string>>;
    }
  /** Built from the user's own directory, relative to the spec; all replicas share the image `<stack>-<tag>`. */
  | { readonly kind: 'local'; readonly context: string; readonly dockerfile?: string; readonly tag: string }
  | { readonly kind: 'reference'; readonly reference: string };

export interface PartVolume {
  /** Compose key; the engine's name is `<stack>-<key>`. */
  readonly key: string;
  readonly purpose: 'data' | 'state' | 'backup';
  readonly component: string;
}

/** A file below stack/config/<component>/ (or stack/clients/), already rendered. */
export interface PartFile {
  /** Relative to stack/: `config/redis/redis.conf`. */
  readonly path: string;
  readonly text: string;
}

import type { EngineInfo, EngineSubnet } from '../engine/engine.ts';
import type { Desktop } from './desktop.ts';
import type { Inside } from './inside.ts';

/** What the stack wants of the host. */
export interface Needs {
  readonly stack: string;
  /** From the spec's `host`: the smallest machine that the plan fits on. */
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly diskMiB: number;
  readonly ports: ReadonlyMap<string, number>;
  readonly subnet: string;
}

/** What is there. Plain data, so that every host can be tested. */
export interface HostFacts {
  /** The engine, or why it did not answer. */
  readonly engine: EngineInfo | NoEngine;
  /** Whether it runs on this very machine, in a virtual machine or container of it, or is reached over the network. */
  readonly where: 'here' | 'beside' | 'elsewhere';
  readonly desktop: Desktop;
  /** The machine that the engine runs on, from within, or why it could not be looked at. */
  readonly inside: Inside | Unseen;
  /** Volumes of this stack are there: part of the disk that it needs is its own already. */
  readonly hasData: boolean;
  /** DOCKER_BUILDKIT=0 in the environment. */
  readonly buildKitOff: boolean;
  /** Of the ports the stack wants, those something listens on. */
  readonly busyPorts: ReadonlySet<number>;
  /** Ports that the stack's own containers hold. */
  readonly ownPorts: ReadonlySet<number>;
  readonly engineSubnets: readonly EngineSubnet[];
  /** Subnets of interfaces and routes. */
  readonly hostSubnets: readonly string[];
}

export interface NoEngine {
  readonly problem: string;
  readonly hint: string | undefined;
}

export interface Unseen {
  readonly unknown: string;
  readonly fix?: string;
}

/** One line of `doctor`: number against number, and the command that mends it. */
export interface Check {
  readonly what: string;
  readonly needed: string;
  readonly found: string;
  readonly verdict: Verdict;
  /** The exact command, or what to change; absent when all is well. */
  readonly fix?: string;
}

export type Verdict = 'pass' | 'warn' | 'fail';

/** A check whose remedy is shown only where something is to be mended. */
export function check(what: string, needed: string, found: string, verdict: Verdict, fix: string): Check {
  return verdict === 'pass' ? { what, needed, found, verdict } : { what, needed, found, verdict, fix };
}

export function isThere(engine: HostFacts['engine']): engine is EngineInfo {
  return !('problem' in engine);
}

/** Compares major and minor; what follows them (`+dfsg1`, `-rc1`) does not matter here. */
export function atLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(needed);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function numbers(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}

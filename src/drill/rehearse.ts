import type { Aim, Strike } from './aim.ts';
import { faultsOf } from './aim.ts';
import type { Harm } from './fault.ts';
import type { Target } from './target.ts';

/** A target of --list, with what can be done to it. */
export interface Listed {
  /** `redis.replica[.1-2]` */
  readonly target: string;
  readonly about: string;
  /** Services that may be hurt. */
  readonly among: readonly string[];
  readonly faults: readonly string[];
}

/** A fault of --list. */
export interface ListedFault {
  readonly fault: string;
  readonly harm: Harm;
  /** What it needs that not every engine's host has. */
  readonly needs?: string;
  readonly about: string;
}

/** Every target with the names of the faults it takes, and every fault that one of them takes. */
export function listed(targets: readonly Target[]): {
  readonly targets: readonly Listed[];
  readonly faults: readonly ListedFault[];
} {
  const faults = new Map(targets.flatMap(faultsOf).map((fault) => [fault.name, fault]));
  return {
    targets: targets.map((target) => ({
      target: written(target),
      about: target.about,
      among: target.among,
      faults: faultsOf(target).map(({ name }) => name),
    })),
    faults: [...faults.values()].map(({ name, harm, needs, about }) => ({
      fault: name,
      harm,
      ...(needs === undefined ? {} : { needs: needs.what }),
      about,
    })),
  };
}

/** The target with what may follow it: `redis.replica[.1-2]`, `kafka.leader[(topic/partition)]`. */
function written({ name, count, argument }: Target): string {
  const number = count === undefined ? '' : `[.${count === 1 ? '1' : `1-${String(count)}`}]`;
  return `${name}${number}${argument === undefined ? '' : `[(${argument})]`}`;
}

/** What a strike would ask of the engine, for --dry-run; which of the services it is, is known only when it is done. */
export function rehearsed({ name, blows }: Strike): readonly string[] {
  return [name, ...blows.flat().flatMap(rehearsedAim)];
}

/** `delay and loss on what it sends; needs netem in the kernel` */
export function withNeed(about: string, need: string | undefined): string {
  return need === undefined ? about : `${about}; needs ${need}`;
}

function rehearsedAim({ target, pick, fault }: Aim): readonly string[] {
  const { among } = target;
  const chosen = pick.number === undefined ? among : among.slice(pick.number - 1, pick.number);
  const which =
    chosen.length === 0
      ? target.about
      : chosen.length === 1
        ? chosen.join('')
        : `one or more of ${chosen.join(', ')}`;
  const service = chosen.length === 1 ? chosen.join('') : 'SERVICE';
  return [
    `  ${which}: ${withNeed(fault.about, fault.needs?.what)} (${fault.harm})`,
    ...fault.commands(service).map((line) => `    ${line}`),
  ];
}

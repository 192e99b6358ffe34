import { StackError, type Diagnostic } from '../errors.ts';
import { nearestName } from '../spec/diagnose.ts';
import type { Fault } from './fault.ts';
import { everywhere } from './faults/index.ts';
import type { Pick, Target } from './target.ts';

/** A target with what is to be done to it: `redis.replica.2:pause`. */
export interface Aim {
  /** As it was written. */
  readonly name: string;
  readonly target: Target;
  readonly pick: Pick;
  readonly fault: Fault;
}

/** What happens in one incident. */
export interface Strike {
  /** `redis.primary:kill`, `redis.primary:kill+kafka.leader:kill`, `redis.primary:kill~redis.primary:pause` */
  readonly name: string;
  /** One after the other, each while the tier still recovers from the one before; within one, all at once. */
  readonly blows: readonly (readonly Aim[])[];
}

/**
 * Reads strikes as they are named everywhere: TIER.ROLE[.N][(ARGUMENT)]:FAULT, with + between what happens at once, and
 * ~ before what happens while the tier still recovers.
 *
 * @throws StackError `usage` with everything that cannot be read, each with the nearest name there is
 */
export function parseStrikes(words: readonly string[], targets: readonly Target[]): readonly Strike[] {
  const problems: Diagnostic[] = [];
  const strikes = words.map((name) => ({
    name,
    blows: name.split('~').map((together) =>
      together.split('+').flatMap((word) => {
        const aim = parseAim(word, targets);
        if ('name' in aim) return [aim];
        problems.push({ place: name, ...aim });
        return [];
      }),
    ),
  }));
  if (problems.length === 0) return strikes;
  const count = problems.length === 1 ? 'a drill' : `${String(problems.length)} drills`;
  throw new StackError('usage', `${count} cannot be read`, {
    diagnostics: problems,
    hint: 'holdfast drill --list shows every target and fault of this stack',
  });
}

/** `redis.replica`, `.2`, `(orders/0)`, `:pause` */
const form = /^([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?)(?:\.([1-9][0-9]?))?(?:\(([^()]{1,260})\))?:([a-z-]+)$/;

type Complaint = Omit<Diagnostic, 'place'>;

function parseAim(word: string, targets: readonly Target[]): Aim | Complaint {
  const [, name = '', number, argument, faultName = ''] = form.exec(word) ?? [];
  if (name === '') {
    return {
      message: `${JSON.stringify(word)} is no TARGET:FAULT`,
      hint: 'as in redis.primary:kill, redis.replica.2:pause or kafka.leader(orders/0):stop',
    };
  }
  const target = targets.find((one) => one.name === name);
  if (target === undefined)
    return unknown(
      'target',
      name,
      targets.map((one) => one.name),
    );
  const wrong = wrongPick(target, number, argument);
  if (wrong !== undefined) return wrong;
  const faults = faultsOf(target);
  const fault = faults.find((one) => one.name === faultName);
  if (fault === undefined)
    return unknown(
      'fault',
      faultName,
      faults.map((one) => one.name),
    );
  const pick = {
    ...(number === undefined ? {} : { number: Number(number) }),
    ...(argument === undefined ? {} : { argument }),
  };
  return { name: word, target, pick, fault };
}

/** All that can be done to a target: what every service takes, but for what says nothing there, and its own. */
export function faultsOf({ own = [], without = [] }: Target): readonly Fault[] {
  return [...everywhere.filter(({ name }) => !without.includes(name)), ...own];
}

function wrongPick(
  target: Target,
  number: string | undefined,
  argument: string | undefined,
): Complaint | undefined {
  if (number !== undefined && Number(number) > (target.count ?? 0)) {
    const hint = target.count === undefined ? '' : `: ${target.name}.1 to .${String(target.count)}`;
    return { message: `there is no ${target.name}.${number}${hint}` };
  }
  if (argument !== undefined && target.argument === undefined)
    return { message: `${target.name} takes nothing in brackets` };
  return undefined;
}

function unknown(what: string, word: string, names: readonly string[]): Complaint {
  const near = nearestName(word, names);
  return {
    message: `there is no ${what} ${JSON.stringify(word)}`,
    hint: near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${near}?`,
  };
}

import type { Strike } from '../../drill/aim.ts';
import { listed, rehearsed, withNeed } from '../../drill/rehearse.ts';
import type { Target } from '../../drill/target.ts';
import { table } from '../../table.ts';
import type { Outcome } from '../outcome.ts';
import { paint } from '../terminal.ts';

/** Every target and fault there is for this stack, with what each can harm. Nothing is done. */
export function drillList(targets: readonly Target[]): Outcome {
  const found = listed(targets);
  return {
    good: true,
    data: found,
    lines: [
      ...headed(
        ['TARGET', 'FAULTS', 'WHO'],
        found.targets.map(({ target, faults, about }) => [target, faults.join(' '), about]),
      ),
      '',
      ...headed(
        ['FAULT', 'HARM', 'WHAT'],
        found.faults.map(({ fault, harm, needs, about }) => [fault, harm, withNeed(about, needs)]),
      ),
      '',
      'A drill is TARGET:FAULT, as in redis.primary:kill. A+B hurts both at once; A~B does B while the tier still',
      'recovers from A. calm (load alone), limits and heal are drills of their own, and so is disaster: every container and',
      'data volume is destroyed and brought back from a backup, and every record compared. --full and --random leave out what',
      'is destructive, what needs something of the host, and links: through one, all numbers of its clients are other ones.',
    ],
  };
}

function headed(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const [first = '', ...rest] = table([head, ...rows]);
  return [paint('bold', first), ...rest];
}

/** What the strikes would ask of the engine. Nothing is done. */
export function drillDryRun(strikes: readonly Strike[]): Outcome {
  return {
    good: true,
    data: strikes.map(({ name, blows }) => ({
      name,
      blows: blows.map((together) =>
        together.map(({ name: aim, target, fault }) => ({
          name: aim,
          harm: fault.harm,
          ...(fault.needs === undefined ? {} : { needs: fault.needs.what }),
          among: target.among,
          commands: fault.commands('SERVICE'),
        })),
      ),
    })),
    lines: [...strikes.flatMap(rehearsed), '', 'nothing was done'],
  };
}

import { randomBytes } from 'node:crypto';
import type { DrillContext, DrillPart } from '../../drill/drill.ts';
import { judgeDisaster } from '../../drill/disaster/judge.ts';
import { rpoOf, rtoOf } from '../../drill/disaster/objectives.ts';
import { runDisaster, type DisasterRun, type Means } from '../../drill/disaster/run.ts';
import { timelineOf } from '../../drill/disaster/timeline.ts';
import { verifyTier } from '../../drill/disaster/verify.ts';
import type { Fault } from '../../drill/fault.ts';
import { healAll } from '../../drill/run/heal.ts';
import type { Observer } from '../../observe/run.ts';
import type { DisasterReport } from '../../report/disaster/report.ts';
import { disasterLines } from '../../report/disaster/terminal.ts';
import { assertFree, writeDisaster } from '../../report/write.ts';
import type { Outcome } from '../outcome.ts';
import type { Ask, Progress } from '../terminal.ts';
import { nameTyped } from './consent.ts';
import { hostOf, versionsOf } from './report-of.ts';
import { forget, woundsIn } from './wounds-file.ts';

export interface DisasterCommand {
  readonly directory: string;
  /** Where the report goes. */
  readonly out: string;
  /** So long it writes before the backup, and after it, s. */
  readonly seconds: number;
  readonly dryRun: boolean;
  /** The name given with `--yes`. */
  readonly typed: string | undefined;
  readonly ask: Ask | undefined;
  readonly progress: Progress;
  readonly note: (line: string) => void;
}

interface Stage {
  readonly parts: readonly DrillPart[];
  readonly observers: readonly Observer[];
  readonly context: DrillContext;
  readonly means: Means;
  /** Every fault that a wound of an earlier drill may name. */
  readonly faults: readonly Fault[];
}

/**
 * Destroys every container and every data volume of the stack and brings all of it back from a backup taken just before;
 * says how long that took, what was lost, and whether what came back is what it has to be. Always asks for the name.
 *
 * @throws StackError `usage` when the name was not typed or the report has no place; as runDisaster does
 */
export async function drillDisaster(stage: Stage, options: DisasterCommand): Promise<Outcome> {
  const { context, parts, means, faults } = stage;
  const { directory, out, dryRun } = options;
  const volumes = await means.volumes();
  const going = await goingOf(volumes, context);
  if (dryRun) return rehearsed(volumes, going, context);
  await nameTyped(risksOf(volumes, context), context, { ...options, again: 'holdfast drill disaster' });
  assertFree(out);
  const wounds = woundsIn(directory);
  const began = new Date();
  try {
    await healAll(wounds, faults, context);
    const word = randomBytes(3).toString('hex');
    const run = await runDisaster(context, { ...stage, ...options, wounds, word });
    const report = await reportOf(run, parts, context, began);
    const page = writeDisaster(out, report);
    return { good: report.outcome === 'passed', data: report, lines: disasterLines(report, page) };
  } finally {
    forget(directory, wounds);
  }
}

async function goingOf(
  volumes: readonly string[],
  { engine, plan }: DrillContext,
): Promise<readonly string[]> {
  const containers = [...(await engine.containers(plan.name)).keys()].filter((one) => plan.services.has(one));
  return [...containers.map((one) => `container ${one}`), ...volumes.map((one) => `volume ${one}`)];
}

function risksOf(volumes: readonly string[], { plan: { name } }: DrillContext): readonly string[] {
  return [
    `Every container of '${name}' is killed and removed, and these volumes with all that is in them:`,
    ...volumes.map((volume) => `  ${volume}`),
    `Then all of it is brought back from a backup that is taken just before, and kept. What is written after that backup`,
    'is lost, and nothing of the stack serves anybody for a minute or more.',
  ];
}

/** What would go. Nothing is done. */
function rehearsed(volumes: readonly string[], going: readonly string[], { plan }: DrillContext): Outcome {
  return {
    good: true,
    data: { going, kept: [`volume ${plan.name}-backup`] },
    lines: [
      'a backup would be taken, and then go:',
      ...going.map((one) => `  ${one}`),
      `kept: volume ${plan.name}-backup, networks, images, and whatever is not of this stack`,
      ...(volumes.length === 0 ? ['there is no data volume, so the drill would not begin'] : []),
      '',
      'nothing was done',
    ],
  };
}

/** What was seen, judged, with all that a reader needs to believe it. */
async function reportOf(
  run: DisasterRun,
  parts: readonly DrillPart[],
  context: DrillContext,
  began: Date,
): Promise<DisasterReport> {
  const { moments, written, found, users, firstWrites, doomed } = run;
  const tiers = [...found].map(([tier, records]) => verifyTier(tier, written, records, moments));
  const writable = new Set(firstWrites.map(({ tier }) => tier));
  const verdicts = judgeDisaster({ ...run, tiers, writable });
  return {
    format: 'disaster-1',
    stack: context.plan.name,
    began: began.toISOString(),
    length: Date.now() - began.getTime(),
    outcome: verdicts.every(({ good }) => good) ? 'passed' : 'failed',
    failover: context.plan.failover,
    host: await hostOf(context),
    versions: await versionsOf(parts, context),
    load: parts.flatMap(({ witness }) =>
      witness === undefined ? [] : [`${witness.tier}: ${witness.about}`],
    ),
    backup: { id: run.backup, took: moments.backup.ended - moments.backup.began },
    destroyed: doomed,
    rto: rtoOf({ ...run, destroyed: moments.destroyed }),
    rpo: rpoOf(moments, tiers),
    tiers,
    users,
    verdicts,
    timeline: timelineOf(run),
    blind,
  };
}

/** What this drill cannot show. */
const blind = [
  'The volume with the backups is not destroyed: it lies on the same disk as the data, and a dead disk takes both. Keep a copy of the repository and of its key elsewhere (docs/restoring.md).',
  'Images, networks, stack.yaml and stack/.local are not destroyed either; on another machine, restore --from --key also builds and generates.',
  "The user's own data is counted, not read: that its contents are the same is shown by the restore, which compares with what was saved.",
  'A single run is an anecdote, and it grows with the data: a stack that holds more takes longer to come back.',
];

import type { Strike } from '../../drill/aim.ts';
import type { DrillContext, DrillPart } from '../../drill/drill.ts';
import type { Session } from '../../drill/run/session.ts';
import type { Slos } from '../../drill/slo.ts';
import { outcomeOf, summarize } from '../../drill/summary/summary.ts';
import { packageVersion } from '../../package-root.ts';
import type { HostFacts, Report } from '../../report/report.ts';

interface Circumstances {
  readonly parts: readonly DrillPart[];
  readonly context: DrillContext;
  readonly slos: Slos;
  readonly began: Date;
}

/** What was seen, judged, with all that a reader needs to believe it. */
export async function reportOf(
  { history, ends }: Session,
  strikes: readonly Strike[],
  { parts, context, slos, began }: Circumstances,
): Promise<Report> {
  const abouts = new Map(strikes.map((strike) => [strike.name, aboutOf(strike)]));
  const { drills, verdicts } = summarize(history, slos, abouts);
  const all = [...verdicts, ...ends];
  const running = new Set(history.streams.map(({ tier }) => tier));
  return {
    format: 1,
    stack: context.plan.name,
    began: began.toISOString(),
    length: Date.now() - began.getTime(),
    outcome: outcomeOf(drills, all),
    failover: context.plan.failover,
    host: await hostOf(context),
    versions: await versionsOf(parts, context),
    load: parts.flatMap(({ workload }) =>
      workload !== undefined && running.has(workload.name) ? [`${workload.name}: ${workload.about}`] : [],
    ),
    drills,
    verdicts: all,
    blind,
  };
}

function aboutOf({ blows }: Strike): string {
  const words = blows.map((together) =>
    [...new Set(together.map(({ target, fault }) => `${target.about}: ${fault.about}`))].join('; '),
  );
  return words.join('; and while it recovers: ');
}

/** The machine that it was measured on. */
export async function hostOf({ engine }: DrillContext): Promise<HostFacts> {
  const info = await engine.info();
  return {
    os: info.os,
    kernel: info.kernel,
    cpus: info.cpus,
    memoryMiB: Math.round(info.memoryMiB),
    engine: `Engine ${info.version}, Compose ${info.composeVersion ?? 'unknown'}, cgroup v${info.cgroup}`,
  };
}

/** What ran, clients too. */
export async function versionsOf(
  parts: readonly DrillPart[],
  context: DrillContext,
): Promise<Record<string, string>> {
  const own = await Promise.all(parts.map(async ({ versions }) => versions?.(context)));
  return Object.assign(
    { holdfast: packageVersion(), node: process.versions.node },
    ...own.map((versions) => versions ?? {}),
  ) as Record<string, string>;
}

/** What no drill on one machine can show. */
const blind = [
  'One host is one failure domain: power loss, a dead disk or a kernel panic takes every copy at once, and no drill here tries it.',
  'A killed process leaves what it had written to the kernel; what a machine that loses power loses, up to a second of Redis and whatever Kafka had not flushed, is not shown.',
  'A single run is an anecdote, and even many runs on one quiet machine say little of a busy one.',
  'Clients and stack share the machine: what is measured includes the wait for a CPU.',
  'An operation with an unknown outcome counts as neither kept nor lost.',
];

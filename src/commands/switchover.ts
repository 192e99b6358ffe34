import { StackError } from '../errors.ts';
import type { Observation } from '../observe/observation.ts';
import type { ProofContext } from '../proof/proof.ts';
import type { Steps } from '../roll/steps.ts';
import { untilWhole, type Look, type Rolling } from '../roll/whole.ts';
import type { Outcome } from './outcome.ts';
import { seconds, type Progress } from './terminal.ts';

export interface SwitchoverContext extends ProofContext {
  readonly progress: Progress;
  readonly limits?: SwitchoverLimits;
}

/** Patience, ms. */
interface SwitchoverLimits {
  /** With a component that is not whole: a node that has just come back copies what it missed. */
  readonly before: number;
  /** Until all follow: the Sentinels tell each other within two seconds (their hello period). */
  readonly after: number;
  readonly poll: number;
}

const standardLimits: SwitchoverLimits = { before: 10_000, after: 30_000, poll: 200 };

/** Nothing is broken off half way: a hand-over ends by itself within seconds. */
const untilItEnds = new AbortController().signal;

/**
 * Gives the leading role of a component to another of its nodes, as planned work wants it: nothing acknowledged is lost.
 * A component takes part by what it knows of being restarted: who leads (`last`) and how it hands over (`handOver`).
 *
 * @throws StackError `usage` for a component that is not in the spec, `no` when it cannot hand over, is not whole, or
 * keeps its role; nothing has changed then, but where the message says otherwise
 */
export async function switchover(
  component: string,
  rollings: readonly Rolling[],
  context: SwitchoverContext,
): Promise<Outcome> {
  const rolling = rollingOf(component, rollings);
  const { handOver, last } = rolling.roll;
  if (handOver === undefined || last === undefined)
    throw new StackError('no', `${component} ${rolling.roll.alone ?? 'has no role that it could hand over'}`);
  await assertRunning(component, context);
  return context.progress(`switching over ${component}`, async (say) => {
    say('looking whether it is whole');
    const before = await looked(rolling, context, (limits) => limits.before, notWhole);
    const from = leaderOf(before, last, component);
    say(`${from} is handing over its role`);
    const began = performance.now();
    await handOver(from, { ...context, signal: untilItEnds });
    const milliseconds = Math.round(performance.now() - began);
    say('waiting until all follow');
    const after = await looked(rolling, context, (limits) => limits.after, notWholeAfter(from));
    const to = leaderOf(after, last, component);
    const whole = Math.round(performance.now() - began);
    if (to === from)
      throw new StackError('no', `${from} still leads: nobody took its role over`, { hint: look });
    return {
      good: true,
      data: { component, from, to, milliseconds, wholeAfterMilliseconds: whole },
      lines: [
        `${component}: ${to} leads now, ${from} handed over in ${seconds(milliseconds)}; all follow after ${seconds(whole)}`,
      ],
    };
  });
}

const look = 'holdfast status shows how it is';

function rollingOf(component: string, rollings: readonly Rolling[]): Rolling {
  const rolling = rollings.find((one) => one.component === component);
  if (rolling !== undefined) return rolling;
  const able = rollings.filter(({ roll }) => roll.handOver !== undefined).map((one) => one.component);
  throw new StackError('usage', `this stack has no component ${JSON.stringify(component)}`, {
    hint: able.length === 0 ? 'none of its components can switch over' : `it can be: ${able.join(', ')}`,
  });
}

async function assertRunning(component: string, { engine, plan }: SwitchoverContext): Promise<void> {
  const containers = await engine.containers(plan.name);
  const own = servicesOf(component, { plan });
  if (own.some((service) => containers.get(service)?.state === 'running')) return;
  throw new StackError('no', `${component} of ${plan.name} does not run`, { hint: 'holdfast up starts it' });
}

async function looked(
  rolling: Rolling,
  context: SwitchoverContext,
  limitOf: (limits: SwitchoverLimits) => number,
  failure: (component: string, look: Look) => StackError,
): Promise<Observation> {
  const limits = context.limits ?? standardLimits;
  const { component } = rolling;
  const steps: Steps = { component, services: servicesOf(component, context), changes: [] };
  const patience = { limit: limitOf(limits), poll: limits.poll, pending: new Set<string>() };
  const found = await untilWhole(steps, rolling, context, patience);
  if (found.missing.length > 0) throw failure(component, found);
  return found.seen;
}

function servicesOf(component: string, { plan }: Pick<ProofContext, 'plan'>): readonly string[] {
  return [...plan.services.values()]
    .filter((service) => service.component === component && service.kind === 'long')
    .map(({ name }) => name);
}

function leaderOf(
  seen: Observation,
  last: (seen: Observation) => readonly string[],
  component: string,
): string {
  const [leader] = last(seen);
  if (leader !== undefined) return leader;
  throw new StackError('no', `nobody leads ${component}`, { hint: look });
}

function notWhole(component: string, { missing }: Look): StackError {
  return new StackError('no', `${component} is not whole, so its role stays where it is`, {
    diagnostics: missing.map((message) => ({ place: component, message })),
    hint: `once it is mended, try again; ${look}`,
  });
}

function notWholeAfter(from: string): (component: string, look: Look) => StackError {
  return (component, { missing }) =>
    new StackError('no', `${from} handed over its role, but ${component} is not whole again`, {
      diagnostics: missing.map((message) => ({ place: component, message })),
      hint: look,
    });
}

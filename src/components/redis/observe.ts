import type { Observer } from '../../component.ts';
import type { ExecResult } from '../../engine/engine.ts';
import { whyNotRunning, type ObserveContext } from '../../observe/observation.ts';
import { nodes, quorum, sentinels, type Member } from './layout.ts';
import { judge } from './observe/judge.ts';
import { parseNode, parseSentinel } from './observe/parse.ts';
import type { Asked } from './observe/tier.ts';
import type { RedisSettings } from './schema.ts';
import { redisTimers } from './timers.ts';

/** For one question, s: a process that hangs keeps its connection and never answers. */
const patienceSeconds = '1';

/**
 * Asks every node and every Sentinel, all at once and from inside its own container, so that the answer does not
 * depend on published ports. As a user who may only look: `health` on nodes, `app` on Sentinels, where `health` may not ask
 * for TILT.
 */
export const observeRedis: Observer<RedisSettings> = (settings, plan) => async (context) => {
  const [nodeAnswers, sentinelAnswers] = await Promise.all([
    Promise.all(nodes(settings, plan).map((node) => askNode(node, context))),
    Promise.all(sentinels(settings, plan).map((sentinel) => askSentinel(sentinel, context))),
  ]);
  return judge({
    nodes: nodeAnswers,
    sentinels: sentinelAnswers,
    quorum: quorum(settings),
    maxLagSeconds: redisTimers(plan.failover, settings).maxLagSeconds,
  });
};

async function askNode(member: Member, context: ObserveContext) {
  return ask(member, 'health', ['INFO replication', 'INFO persistence'], parseNode, context);
}

async function askSentinel(member: Member, context: ObserveContext) {
  const { name } = context.plan;
  const questions = [`SENTINEL CKQUORUM ${name}`, `SENTINEL MASTER ${name}`, 'INFO sentinel'];
  return ask(member, 'app', questions, parseSentinel, context);
}

/** Asks one member and makes a view of its answer, or of its silence. */
async function ask<View>(
  member: Member,
  user: 'health' | 'app',
  questions: readonly string[],
  parse: (answer: string) => View | undefined,
  context: ObserveContext,
): Promise<Asked<View>> {
  const away = whyNotRunning(context, member.name);
  if (away !== undefined) return { member, answer: { silence: away } };
  try {
    const said = await context.engine.exec(
      context.plan.name,
      member.name,
      ['timeout', patienceSeconds, 'redis-as', user],
      `${questions.join('\n')}\n`,
    );
    const words = parse(said.stdout);
    return { member, answer: words === undefined ? { silence: silenceOf(said) } : { words } };
  } catch (error) {
    return { member, answer: { silence: firstLine(error instanceof Error ? error.message : String(error)) } };
  }
}

/** Its own complaint; 124 is what `timeout` ends with. */
function silenceOf({ exitCode, stdout, stderr }: ExecResult): string {
  return exitCode === 124 ? `no answer within ${patienceSeconds} s` : firstLine(`${stderr}\n${stdout}`);
}

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '') ?? 'answers nothing';
}

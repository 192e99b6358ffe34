import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../../errors.ts';
import type { ProofContext } from '../../../proof/proof.ts';
import { ask } from '../observe/ask.ts';
import { describeQuorum, type Quorum } from '../observe/requests.ts';
import { controllerPort, nodeIds, reachedFromHost } from '../properties.ts';
import type { KafkaSettings } from '../schema.ts';
import { endQuorumEpoch, successorsOf } from './resign.ts';

/** ms: for one broker's answer, between two looks, for an election after the voters were told, and in all. */
const patience = { answer: 1000, poll: 50, election: 1500, all: 10_000 };

/**
 * Sends what comes as base64 to the container's own controller listener, which no port of the host leads to, and waits
 * for the beginning of the answer.
 */
const toItself = [
  'bash',
  '-c',
  'exec 3<>"/dev/tcp/127.0.0.1/$0"; base64 -d >&3; timeout 1 head -c 10 <&3 >/dev/null',
  String(controllerPort),
];

/** How the quorum is looked at; another one in tests. */
export type LookAtQuorum = () => Promise<Quorum>;

/**
 * Has the other voters elect a controller in place of this one, which goes on as a broker and a voter. Kafka has no request
 * for that but the one of a controller that shuts down, so that one is sent in its name. The partitions that it leads stay
 * with it: a broker hands them over itself when it is stopped, before it ends.
 *
 * Where nobody else is elected in time, which a busy machine can bring about, it keeps the role: `switchover` says so by
 * looking, and a restart goes on, for a controller that is stopped resigns by itself.
 *
 * @throws StackError('no') when no broker knows of a controller
 */
export async function handOver(
  service: string,
  settings: KafkaSettings,
  context: ProofContext,
  look: LookAtQuorum = quorumOf(settings, context),
): Promise<void> {
  const end = performance.now() + patience.all;
  const before = await look();
  if (serviceOf(before.leader) !== service) return;
  for (let now = before; performance.now() < end; now = await elected(look, now)) {
    if (now.epoch !== before.epoch && now.leader >= 0 && now.leader !== before.leader) return;
    await tellVoters(now, context);
  }
}

/** All at once: a voter that still hears from the controller votes for nobody else. */
async function tellVoters(quorum: Quorum, { engine, plan }: ProofContext): Promise<void> {
  const successors = successorsOf(quorum);
  const request = endQuorumEpoch(quorum, successors).toString('base64');
  await Promise.allSettled(
    successors.map((node) => engine.exec(plan.name, serviceOf(node), toItself, request)),
  );
}

/** The quorum as soon as it has another leader, or as it is when the time for that is over. */
async function elected(look: LookAtQuorum, before: Quorum): Promise<Quorum> {
  const end = performance.now() + patience.election;
  for (;;) {
    // Nobody knows of one while it is being elected.
    const now = await look().catch(() => before);
    if ((now.leader >= 0 && now.leader !== before.leader) || performance.now() >= end) return now;
    await sleep(patience.poll);
  }
}

/** The answer with the highest epoch: each broker passes the question on to the controller it knows. */
function quorumOf(settings: KafkaSettings, { plan, signal }: ProofContext): LookAtQuorum {
  return async () => {
    const answers = await Promise.allSettled(
      nodeIds(settings).map((node) =>
        ask(reachedFromHost(plan, node), describeQuorum, patience.answer, signal),
      ),
    );
    const known = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const [newest] = known.sort((a, b) => b.epoch - a.epoch);
    if (newest === undefined) throw new StackError('no', 'no broker knows of an active controller');
    return newest;
  };
}

function serviceOf(node: number): string {
  return `kafka-${String(node)}`;
}

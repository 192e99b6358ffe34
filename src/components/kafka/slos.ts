import type { ClaimContext } from '../../component.ts';
import type { Slo, Slos } from '../../drill/slo.ts';
import { clientSettings } from './client-settings.ts';
import type { KafkaSettings } from './schema.ts';
import { timersFor, type KafkaTimers } from './timers.ts';

/** A broker that is stopped hands its leaders over first: only clients have to follow, whatever the timers are. */
const handoverMs = 2000;

/** Nothing is acknowledged until enough brokers are back, which is a JVM and its log's recovery on two busy cores. */
const startMs = 30_000;

/** Sessions until a silent broker is fenced at the latest: the controller looks for them every quarter of one. */
const noticed = 1.25;

/** A client that tries again, asks who leads now, and sends once more; its backoff ends at a second. */
const clientMs = 1000;

/** A consumer that finds out who coordinates its group now, joins, and fetches. */
const rejoinMs = 2000;

/**
 * A link that lags by up to 500 ms there and back: a client that has to ask who leads on a connection of its own, greetings
 * included, and then sends, needs four answers, and kafkajs gives some of them up and begins again (seen: 4.9 s on two busy
 * cores). A consumer whose heartbeat was late joins its group again, with eight questions one after another (seen: 9 s).
 */
const lagMs = 6000;
const lagConsumerMs = 12_000;

/**
 * From a disk without room to a broker that has ended: a page of an index that finds none fails a single append, which is tried
 * again; the first append to a log that fails ends it (seen at `fast`: away for 3.5 and 3.7 s in all).
 */
const fullMs = 2000;

const faults = ['kill', 'crash', 'stop', 'pause', 'disconnect', 'full'] as const;
type FaultName = (typeof faults)[number];

/** What Kafka keeps to by default, from the timers that decide it; `fast` comes to 3.5 s, 7.5 s and 9 s for consumers. */
export function kafkaSlos(settings: KafkaSettings, { failover }: ClaimContext): Slos {
  const timers = timersFor(failover, settings.timers);
  const consumer = groupAwayMs(timers, failover);
  const singles = ['leader', 'controller', 'coordinator', 'broker'];
  const [one, several] =
    settings.nodes > 1
      ? [
          [...singles, 'follower'],
          ['brokers', 'all'],
        ]
      : [[], singles];
  return new Map<string, Slo>([
    ...(settings.nodes > 1 ? [['kafka.all:roll', { rto: handoverMs, consumer, rpo: 0 }] as const] : []),
    ...faults.flatMap((fault) => [
      ...one.map((role): [string, Slo] => [
        `kafka.${role}:${fault}`,
        { rto: awayMs(role, fault, timers), consumer, rpo: 0 },
      ]),
      ...several.map((role): [string, Slo] => [`kafka.${role}:${fault}`, { back: startMs, rpo: 0 }]),
    ]),
    ['kafka.link:lag', { rto: lagMs, consumer: lagConsumerMs, rpo: 0 }],
    ['kafka.link:stall', { back: linkBackMs(failover), rpo: 0 }],
    ['kafka.link:cut', { back: linkBackMs(failover), rpo: 0 }],
  ]);
}

/** A leader or follower is chosen so that it is not the active controller; any other broker may be it. */
function awayMs(role: string, fault: FaultName, timers: KafkaTimers): number {
  if (fault === 'stop') return handoverMs;
  const apart = role === 'leader' || role === 'follower';
  const ended = fault === 'kill' || fault === 'crash' || fault === 'full';
  const away = apart && ended ? fencingMs(timers) : electionMs(timers);
  return fault === 'full' ? away + fullMs : away;
}

/**
 * The controller fences a broker that it has not heard of for a session, and only then moves its leaders, and takes it
 * out of the in-sync replicas, which holds up acks=all of a follower's partitions just the same.
 */
function fencingMs({ session }: KafkaTimers): number {
  return noticed * session + clientMs;
}

/**
 * The quorum misses its leader for a fetch time-out and elects within two election time-outs, jitter included; a split
 * vote is held once more. The new controller gives every broker a whole session again (ClusterControlManager.activate), and a
 * dead one is fenced after that. A broker that is silent and not gone holds its clients for a request, and has the same time.
 */
function electionMs({ session, quorumFetch, election }: KafkaTimers): number {
  return 2 * (quorumFetch + 2 * election) + noticed * session + clientMs;
}

/**
 * Any broker may coordinate the group. Its partition of the offsets moves as any other does, at worst with the controller;
 * the new coordinator then waits for members whose session still runs, of which kafkajs, joining anew, leaves one.
 */
function groupAwayMs({ session }: KafkaTimers, failover: ClaimContext['failover']): number {
  return 2 * session + clientSettings(failover).consumer.sessionTimeout + rejoinMs;
}

/**
 * From a link's heal: brokers were well all the while. A request that went nowhere is waited for to its end, so is the one
 * that asks who leads after it, and each may have to connect first. Consumers have no such number: how long they are away in all
 * is how long the fault lasts.
 */
function linkBackMs(failover: ClaimContext['failover']): number {
  const { requestTimeout, connectionTimeout } = clientSettings(failover).client;
  return 2 * (requestTimeout + connectionTimeout);
}

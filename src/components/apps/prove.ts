import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Prover } from '../../component.ts';
import { StackError } from '../../errors.ts';
import type { Finding, Proof } from '../../proof/proof.ts';
import type { Plan } from '../../plan/plan.ts';
import { replicasOf } from './replicas.ts';
import type { App, AppsSettings } from './schema.ts';
import { front, replicaAnswering, throughFront } from './through-front.ts';
import { plural } from '../../words.ts';

/** Requests, 250 ms apart, granted to a replica that is just out of rotation: above any fail_timeout (5 s). */
const patience = 24;

/**
 * Through the front, as a browser would: every replica of every app answers, and the demo app upgrades a WebSocket.
 * Without a published front there is no such way in, and nothing to prove.
 */
export const proveApps: Prover<AppsSettings> = (apps, plan): Proof[] => {
  return Object.entries(apps).flatMap(([name, app]) => {
    const url = throughFront(app, plan);
    if (url === undefined) return [];
    return [...replicaProofs(name, app, apps, plan, url), ...websocketProofs(name, app, url)];
  });
};

function replicaProofs(name: string, app: App, apps: AppsSettings, plan: Plan, url: string): Proof[] {
  if (app.local !== undefined) return [];
  const expected = replicasOf(apps).filter((replica) => replica.app === name && !replica.spare);
  const names = expected.map(({ service }) => service).filter((service) => plan.services.has(service));
  return [
    {
      title: `${name}: a request through ${front} reaches every replica`,
      run: ({ signal }) => reachAll(url, names, signal),
    },
  ];
}

/**
 * The front balances in turns, so a few rounds meet every replica, one that was just out of rotation too. It names
 * the one that answered when asked to; the demo app names itself, and the two must agree.
 */
async function reachAll(url: string, names: readonly string[], signal: AbortSignal): Promise<Finding> {
  const reached = new Map<string, number>();
  let requests = 0;
  while (names.some((name) => !reached.has(name))) {
    if (requests >= names.length * 4 + patience) throw notReached(names, reached, requests);
    if (requests >= names.length * 4) await sleep(250, undefined, { signal });
    const name = await replicaAnswering(url, signal);
    requests += 1;
    if (name !== undefined) reached.set(name, (reached.get(name) ?? 0) + 1);
  }
  return { seen: `${names.join(', ')} answered ${plural(requests, 'request')}` };
}

function notReached(
  names: readonly string[],
  reached: ReadonlyMap<string, number>,
  requests: number,
): StackError {
  const missing = names.filter((name) => !reached.has(name));
  return new StackError(
    'no',
    `${missing.join(', ')} answered none of ${String(requests)} requests through ${front}`,
    {
      hint: `docker compose logs ${missing[0] ?? front}: does the app listen on the port in the spec, on 0.0.0.0?`,
    },
  );
}

function websocketProofs(name: string, app: App, url: string): Proof[] {
  if (app.demo !== true) return [];
  const title = `${name}: a WebSocket upgrades through ${front} and gets live numbers`;
  return [{ title, run: ({ signal }) => upgrade(`ws://${url}/ws`, signal) }];
}

async function upgrade(url: string, signal: AbortSignal): Promise<Finding> {
  const socket = new WebSocket(url, { handshakeTimeout: 3000 });
  const stop = () => {
    socket.terminate();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const first = await new Promise<string>((message, fail) => {
      socket.once('message', (data: Buffer) => {
        message(data.toString());
      });
      socket.once('error', fail);
    });
    const { instance } = JSON.parse(first) as { instance: string };
    return { seen: `live from ${instance}` };
  } catch (error) {
    throw new StackError('no', `no WebSocket at ${url}`, {
      hint: `docker compose logs ${front}`,
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', stop);
    socket.terminate();
  }
}

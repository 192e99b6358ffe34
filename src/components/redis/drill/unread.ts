import { connect, type NetConnectOpts } from 'node:net';
import type { Redis } from 'ioredis';
import type { Bite, PressContext, Pressure } from '../../../drill/limits/pressure.ts';
import { reachedFromHost } from '../host-client.ts';
import { nodes } from '../layout.ts';
import type { RedisSettings } from '../schema.ts';
import type { Info } from './info.ts';
import { infoOf, mebibyte, pause, withClient } from './session.ts';
import { keyLifeSeconds, keyPrefix } from './writer.ts';

/** Clients at a time, so that their buffers together are tried as well as each alone. */
const clients = 8;
/** Of each value asked for, bytes. */
const valueBytes = 256 * 1024;
/** Questions of each client: a hundred times what any buffer for their answers may hold. */
const questions = 5000;
/** How long a client waits without reading before it leaves and comes back, ms. */
const stay = 1500;

const key = `${keyPrefix}unread`;

/**
 * Asks for far more than it ever reads. The answers pile up in the server, which has to cut such a client off: its
 * buffers are no data, so maxmemory alone does not keep them from using up the container.
 */
export const unread = (settings: RedisSettings): Pressure => ({
  name: 'redis:unread',
  title: 'Redis clients that ask and do not read',
  press: (context) => withClient(settings, context, (client) => pressUnread(client, settings, context)),
});

async function pressUnread(client: Redis, settings: RedisSettings, context: PressContext): Promise<Bite> {
  const { over } = context;
  const before = await infoOf(client);
  const target = primaryOf(before, settings, context);
  await store(client, over);
  const script = conversation(settings, context.secret('redis-app-password'));
  const stayOn = async (): Promise<void> => {
    while (!over.aborted) await visit(target, script, over);
  };
  const [cut] = await Promise.all([
    countCut(client, before, context),
    ...Array.from({ length: clients }, stayOn),
  ]);
  await client.unlink(key);
  const asked = ((questions * valueBytes) / mebibyte).toFixed(0);
  return {
    bit: cut > 0,
    seen: `${String(clients)} clients at a time asked for ${asked} MiB each, the server cut ${String(cut)} off`,
    acknowledged: 0,
    lost: 0,
  };
}

/** By the server's own count: behind a port proxy a client may not notice. */
async function countCut(client: Redis, before: Info, { over, bitten, say }: PressContext): Promise<number> {
  let cut = 0;
  while (!over.aborted) {
    await pause(500, over);
    const now = await infoOf(client).catch(() => undefined);
    if (now !== undefined) cut = now.cutClients - before.cutClients;
    if (cut > 0) bitten();
    say(`${String(cut)} cut off`);
  }
  return cut;
}

/** The published ports are the same inside, so the server's own port tells which node it is. */
function primaryOf({ tcpPort }: Info, settings: RedisSettings, { plan }: PressContext) {
  const primary = nodes(settings, plan).find(({ port }) => port === tcpPort);
  if (primary === undefined) throw new Error(`no node of the plan listens on ${String(tcpPort)}`);
  return reachedFromHost(primary, plan);
}

/** The value to ask for. While another load keeps the memory full it is refused: tried until there is room. */
async function store(client: Redis, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const stored = await client
      .set(key, Buffer.alloc(valueBytes, 'x'), 'EX', keyLifeSeconds)
      .catch(() => 'no');
    if (stored === 'OK') return;
    await pause(20, over);
  }
}

/** Everything a client says, in one piece; it never waits for an answer. */
function conversation({ database }: RedisSettings, password: string): Buffer {
  const words = [
    ['AUTH', 'app', password],
    ['SELECT', String(database)],
  ]
    .map(encode)
    .join('');
  return Buffer.from(words + encode(['GET', key]).repeat(questions), 'latin1');
}

function encode(words: readonly string[]): string {
  return `*${String(words.length)}\r\n${words.map((word) => `$${String(word.length)}\r\n${word}\r\n`).join('')}`;
}

/** One client: says all, reads nothing, and leaves when it is cut off or has stayed long enough. */
async function visit(target: NetConnectOpts, script: Buffer, over: AbortSignal): Promise<void> {
  const socket = connect(target);
  const gone = new AbortController();
  socket.on('error', () => undefined);
  socket.on('close', () => {
    gone.abort();
  });
  socket.pause();
  socket.write(script);
  await pause(stay, AbortSignal.any([over, gone.signal]));
  socket.destroy();
  // Not in a hot loop when nobody listens.
  await pause(100, over);
}

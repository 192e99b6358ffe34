import { ReplyError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Connection } from './connection.ts';
import type { ConnectionSettings } from './options.ts';

/** As CLIENT LIST shows it. */
const libraryName = 'holdfast';

/** Agrees on a protocol, logs in and sets up what the settings say; rejects with the server's error. */
export async function greet(connection: Connection, settings: ConnectionSettings): Promise<void> {
  const { protocol = 3, database = 0, announce = true } = settings;
  const server = protocol === 3 ? await hello(connection, settings) : undefined;
  if (server === undefined) await oldGreeting(connection, settings);
  const rest: Promise<Reply>[] = [];
  if (announce) rest.push(connection.command('CLIENT', 'SETINFO', 'LIB-NAME', libraryName).catch(ifUnknown));
  if (database !== 0) rest.push(connection.command('SELECT', database));
  await Promise.all(rest);
  connection.greet(server === undefined ? 2 : 3, server ?? new Map<string, Reply>());
}

/** HELLO 3 with login and name; undefined when the server does not speak RESP3. */
async function hello(
  connection: Connection,
  { username = 'default', password, name }: ConnectionSettings,
): Promise<ReadonlyMap<string, Reply> | undefined> {
  const words: Argument[] = ['HELLO', 3];
  if (password !== undefined) words.push('AUTH', username, password);
  if (name !== undefined) words.push('SETNAME', name);
  try {
    const told = await connection.request(words);
    return told instanceof Map ? named(told) : undefined;
  } catch (error) {
    if (error instanceof ReplyError && speaksNoHello(error)) return undefined;
    throw error;
  }
}

async function oldGreeting(
  connection: Connection,
  { username, password, name }: ConnectionSettings,
): Promise<void> {
  // Servers before ACLs know AUTH with the password alone.
  if (password !== undefined)
    await connection.request(username === undefined ? ['AUTH', password] : ['AUTH', username, password]);
  if (name !== undefined) await connection.command('CLIENT', 'SETNAME', name);
}

function speaksNoHello({ code, message }: ReplyError): boolean {
  return code === 'NOPROTO' || /^ERR unknown command/i.test(message);
}

/** Servers before 7.2 know no CLIENT SETINFO, and an ACL may forbid it: it is only a courtesy. */
function ifUnknown(error: unknown): null {
  if (error instanceof ReplyError) return null;
  throw error;
}

function named(told: ReadonlyMap<Reply, Reply>): ReadonlyMap<string, Reply> {
  const entries = [...told].flatMap(([key, value]) =>
    typeof key === 'string' ? [[key, value] as const] : [],
  );
  return new Map(entries);
}

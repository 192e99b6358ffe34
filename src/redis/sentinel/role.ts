import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../connection/connection.ts';
import type { TcpEndpoint } from '../connection/endpoint.ts';
import { createConnection } from '../connection/open.ts';
import type { Reply } from '../protocol/reply.ts';
import { endpointOf } from './addresses.ts';
import type { NodeSettings } from './options.ts';

/** What a node says it is; `of` is whom a replica follows, as it tells that address. */
export type Role =
  | { readonly role: 'primary'; readonly replicas: number }
  | { readonly role: 'replica'; readonly of: TcpEndpoint | undefined };

/** Asks a connection for its node's role. Rejects with the node's error, or UnansweredError after `limit` ms. */
export async function askRole(connection: Connection, limit: number): Promise<Role> {
  return roleOf(await connection.request(['ROLE'], { timeout: limit }));
}

/** Whom to ask, and how. */
interface Question {
  readonly endpoint: TcpEndpoint;
  readonly settings: NodeSettings;
  /** ms for each answer. */
  readonly limit: number;
  /** It is about to be promoted: asked again while it is a replica, for `limit` ms. */
  readonly promoting: boolean;
  readonly signal: AbortSignal;
}

/** ms between two questions to a node that is being promoted. */
const again = 20;

/** Asks a node for its role on a connection made for that. Rejects when there is no answer within `limit` ms. */
export async function roleAt({ endpoint, settings, limit, promoting, signal }: Question): Promise<Role> {
  const connection = await createConnection({
    ...settings,
    endpoint,
    signal,
    announce: false,
    connectTimeout: limit,
  });
  const end = (): void => void connection.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    const till = promoting ? performance.now() + limit : 0;
    let role = await askRole(connection, limit);
    while (role.role === 'replica' && performance.now() < till) {
      await sleep(again, undefined, { signal });
      role = await askRole(connection, limit);
    }
    return role;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

function roleOf(told: Reply): Role {
  if (!Array.isArray(told)) throw new Error('it does not tell its role');
  const [role, first, second] = told;
  if (role === 'master') return { role: 'primary', replicas: Array.isArray(second) ? second.length : 0 };
  if (role === 'slave') return { role: 'replica', of: endpointOf(first, second) };
  throw new Error(`it is neither primary nor replica but ${JSON.stringify(role)}`);
}

import { StackError } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import type { App } from './schema.ts';

/** Service name and port id of whatever stands in front. */
export const front = 'nginx';

/** Where any front listens inside the stack's network. */
const insidePort = 80;

/** Where a container of the stack's network reaches the front; undefined when there is none. */
export function frontInside({
  services,
}: Plan): { readonly host: string; readonly port: number } | undefined {
  const host = services.get(front)?.address;
  return host === undefined ? undefined : { host, port: insidePort };
}

/** `127.0.0.1:8080/admin`, without a scheme; undefined when no front is published: then there is no way in. */
export function throughFront(app: App, plan: Plan): string | undefined {
  const port = plan.ports.get(front);
  return port === undefined ? undefined : `127.0.0.1:${String(port)}${app.path === '/' ? '' : app.path}`;
}

/**
 * Which replica answers one GET, as the front names it when asked to; undefined when it names none. The demo app
 * names itself as well.
 *
 * @throws StackError 'no' when the two do not agree
 */
export async function replicaAnswering(url: string, signal: AbortSignal): Promise<string | undefined> {
  const headers = { 'X-Holdfast-Proof': 'replica' };
  const answer = await fetch(`http://${url}/`, { headers, signal, redirect: 'manual' });
  await answer.body?.cancel();
  const byFront = answer.headers.get('x-upstream-replica') ?? undefined;
  const byItself = answer.headers.get('x-app-instance') ?? byFront;
  if (byFront !== byItself) {
    throw new StackError(
      'no',
      `${front} says that ${String(byFront)} answered, the answer says ${String(byItself)}`,
    );
  }
  return byFront;
}

import { StackError } from '../../errors.ts';
import type { ProofContext } from '../../proof/proof.ts';
import { nginxService } from './part.ts';
import { insidePort } from './view.ts';

/** nginx's own counters. */
export interface Counters {
  /** Connections open now. */
  readonly active: number;
  /** Connections closed at once, since the start, because there were as many as nginx may have. */
  readonly dropped: number;
}

export async function activeConnections(context: ProofContext): Promise<number> {
  return (await counters(context)).active;
}

/** What stub_status says, asked where alone it is answered: inside the container. */
export async function counters({ plan, engine }: ProofContext): Promise<Counters> {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${String(insidePort)}; printf 'GET /stub_status HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
  const { stdout } = await engine.exec(plan.name, nginxService, ['timeout', '1.5', 'bash', '-c', ask]);
  const seen = parseCounters(stdout);
  if (seen !== undefined) return seen;
  throw new StackError(
    'no',
    `/stub_status on port ${String(insidePort)} inside did not show nginx's counters`,
    { hint: 'docker compose logs nginx' },
  );
}

/** Accepted and handled differ by what was dropped (ngx_http_stub_status_module). Undefined for any other text. */
export function parseCounters(text: string): Counters | undefined {
  const active = /Active connections: (\d+)/.exec(text)?.[1];
  const [, accepted, handled] = /^ (\d+) (\d+) \d+ ?$/m.exec(text) ?? [];
  if (active === undefined) return undefined;
  return { active: Number(active), dropped: Number(accepted ?? 0) - Number(handled ?? 0) };
}

import { StackError } from '../../errors.ts';
import type { ProofContext } from '../../proof/proof.ts';
import { nginxService } from './part.ts';
import { insidePort } from './view.ts';

/** Connections as nginx's stub_status counts them, asked where alone it is answered: inside the container. */
export async function activeConnections({ plan, engine }: ProofContext): Promise<number> {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${String(insidePort)}; printf 'GET /stub_status HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
  const { stdout } = await engine.exec(plan.name, nginxService, ['timeout', '1.5', 'bash', '-c', ask]);
  const connections = /Active connections: (\d+)/.exec(stdout)?.[1];
  if (connections !== undefined) return Number(connections);
  throw new StackError(
    'no',
    `/stub_status on port ${String(insidePort)} inside did not show nginx's counters`,
    { hint: 'docker compose logs nginx' },
  );
}

import { StackError } from '../../errors.ts';
import type { Prover } from '../../component.ts';
import type { Finding, Proof, ProofContext } from '../../proof/proof.ts';
import { nginxService } from './part.ts';
import type { NginxSettings } from './schema.ts';
import { insidePort } from './view.ts';

/** What nginx itself must show; that it reaches the apps is for the apps to prove. */
export const proveNginx: Prover<NginxSettings> = (_settings, plan): Proof[] => [
  { title: 'nginx: its counters are answered inside', run: countersInside },
  ...(plan.ports.has(nginxService)
    ? [{ title: 'nginx: its counters are not answered on the host', run: hiddenOutside }]
    : []),
];

async function countersInside({ plan, engine }: ProofContext): Promise<Finding> {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${String(insidePort)}; printf 'GET /stub_status HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
  const { stdout } = await engine.exec(plan.name, nginxService, ['timeout', '3', 'bash', '-c', ask]);
  const connections = /Active connections: (\d+)/.exec(stdout)?.[1];
  if (connections === undefined) {
    throw new StackError(
      'no',
      `/stub_status on port ${String(insidePort)} inside did not show nginx's counters`,
      {
        hint: 'docker compose logs nginx',
      },
    );
  }
  return { seen: `${connections} active connections` };
}

async function hiddenOutside({ plan, signal }: ProofContext): Promise<Finding> {
  const port = String(plan.ports.get(nginxService));
  const answer = await fetch(`http://127.0.0.1:${port}/stub_status`, { signal, redirect: 'manual' });
  if ((await answer.text()).includes('Active connections')) {
    throw new StackError('no', `nginx shows its counters on the published port ${port}`, {
      hint: 'look for stub_status in stack/config/nginx/nginx.conf and in compose.override.yaml',
    });
  }
  return { seen: `port ${port} answers ${String(answer.status)} instead` };
}

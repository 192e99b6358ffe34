import { StackError } from '../../errors.ts';
import type { Prover } from '../../component.ts';
import type { Finding, Proof, ProofContext } from '../../proof/proof.ts';
import { activeConnections } from './counters.ts';
import { nginxService } from './part.ts';
import type { NginxSettings } from './schema.ts';

/** What nginx itself must show; that it reaches the apps is for the apps to prove. */
export const proveNginx: Prover<NginxSettings> = (_settings, plan): Proof[] => [
  { title: 'nginx: its counters are answered inside', run: countersInside },
  ...(plan.ports.has(nginxService)
    ? [{ title: 'nginx: its counters are not answered on the host', run: hiddenOutside }]
    : []),
];

async function countersInside(context: ProofContext): Promise<Finding> {
  return { seen: `${String(await activeConnections(context))} active connections` };
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

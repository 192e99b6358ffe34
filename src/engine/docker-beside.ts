import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import type { ExecResult } from './engine.ts';

/** Label of what works beside a stack for a while, with the stack's name: no service, and removed by it. */
export const besideLabel = 'holdfast.beside';

/** A short-lived container that does something to another one. */
interface Beside {
  readonly stack: string;
  readonly script: string;
  /** It has a shell. */
  readonly image: string;
  readonly user: string;
  /** What it shares with the other, and what it may do beside nothing. */
  readonly host: ContainerCreateOptions['HostConfig'];
}

/** Runs it to its end, and removes it whatever happens. */
export async function runBeside(
  docker: Docker,
  { stack, script, image, user, host }: Beside,
): Promise<ExecResult> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/bin/sh', '-c', script],
    Cmd: [],
    User: user,
    Healthcheck: { Test: ['NONE'] },
    Labels: { [besideLabel]: stack },
    HostConfig: {
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: 64 * 1024 * 1024,
      PidsLimit: 32,
      ...host,
    },
  });
  try {
    await container.start();
    const { StatusCode } = (await container.wait()) as { readonly StatusCode: number };
    return { exitCode: StatusCode, ...(await printedBy(docker, container)) };
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** All that it printed, of both kinds: it has ended. */
async function printedBy(
  docker: Docker,
  container: Docker.Container,
): Promise<Pick<ExecResult, 'stdout' | 'stderr'>> {
  const logs = await container.logs({ stdout: true, stderr: true, follow: false });
  const printed = { stdout: '', stderr: '' };
  const out = new PassThrough().on('data', (chunk: Buffer) => (printed.stdout += chunk.toString('utf8')));
  const err = new PassThrough().on('data', (chunk: Buffer) => (printed.stderr += chunk.toString('utf8')));
  const all = new PassThrough();
  docker.modem.demuxStream(all, out, err);
  all.end(logs);
  await new Promise((resolve) => setImmediate(resolve));
  return printed;
}

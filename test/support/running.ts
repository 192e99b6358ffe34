import { execa } from 'execa';
import type { Sample } from '../docker/nginx/load.ts';

/** Containers that run, by service, the user's own as well; one-shots are made anew when it suits them. */
export async function runningIds(name: string): Promise<ReadonlyMap<string, string>> {
  const format = '{{.Label "com.docker.compose.service"}} {{.ID}} {{.State}}';
  const filter = `label=com.docker.compose.project=${name}`;
  const { stdout } = await execa('docker', ['ps', '--all', '--filter', filter, '--format', format]);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  return new Map(
    lines.flatMap(([service = '', id = '', state]) => (state === 'running' ? [[service, id]] : [])),
  );
}

/** A stack's volumes with the time they were made. */
export async function volumesOf(name: string): Promise<string> {
  const filter = `label=holdfast.stack=${name}`;
  const { stdout } = await execa('docker', ['volume', 'ls', '--quiet', '--filter', filter]);
  const words = ['volume', 'inspect', '--format', '{{.Name}} {{.CreatedAt}}', ...stdout.split('\n')];
  return (await execa('docker', words)).stdout;
}

/** Between two answers with 200 to one client, ms. */
export function longestGap(samples: readonly Sample[]): number {
  let gap = 0;
  let longest = 0;
  for (const { status, milliseconds } of samples) {
    gap += milliseconds;
    longest = Math.max(longest, gap);
    if (status === 200) gap = 0;
  }
  return longest;
}

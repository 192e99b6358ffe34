import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds one of our images and returns its id; from the build cache it takes a moment. */
export async function imageOf(context: 'haproxy' | 'kafka' | 'nginx' | 'redis'): Promise<string> {
  const ca = process.env['NODE_EXTRA_CA_CERTS'];
  const secret = ca === undefined ? [] : ['--secret', `id=build-ca,src=${ca}`];
  const { stdout } = await execa('docker', ['build', '--quiet', ...secret, join(root, 'images', context)]);
  return stdout.trim();
}

/**
 * Runs a script over many files in one container, where they lie in /cases: starting a container for each would take
 * a minute per hundred. Resolves with what it printed.
 */
export async function inContainer(
  image: string,
  files: ReadonlyMap<string, string>,
  script: string,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-cases-'));
  try {
    for (const [name, text] of files) writeFileSync(join(directory, name), text);
    const run = ['run', '--rm', '--interactive', '--init', '--network', 'none', '--read-only'];
    const mounts = [
      '--volume',
      `${directory}:/cases:ro`,
      '--tmpfs',
      '/tmp:mode=1777',
      '--entrypoint',
      'bash',
    ];
    await execa('chmod', ['-R', 'a+rX', directory]);
    const { stdout } = await execa('docker', [...run, ...mounts, image, '-s'], { input: script });
    return stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

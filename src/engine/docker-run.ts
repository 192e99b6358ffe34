import { StackError } from '../errors.ts';
import type { ExecResult, FollowOptions, RunOptions } from './engine.ts';

/** What a container of ours may do at most; the same as base.yaml gives the services. */
const hardened = ['--init', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true'];

/**
 * Runs a command in a container of its own, which is gone when it ends. Through the docker command, which passes signals
 * on and keeps output apart; never pulls.
 */
export async function runOnce(
  image: string,
  command: readonly string[],
  options: RunOptions,
): Promise<ExecResult> {
  const { memoryMiB, network, mounts, environment = {}, pids = 256, input } = options;
  const limit = `${String(memoryMiB)}m`;
  return follow(
    [
      'run', '--rm', '--pull', 'never', '--hostname', 'localhost', ...hardened,
      ...(input === undefined ? [] : ['--interactive']),
      '--memory', limit, '--memory-swap', limit, '--pids-limit', String(pids), '--cpu-shares', '256',
      '--network', network ?? 'none',
      '--label', `holdfast.job=${options.stack}`,
      // Java unpacks its compression libraries there and loads them.
      '--tmpfs', '/tmp:size=32m,mode=1777,exec', '--tmpfs', '/run/backup:uid=10001,gid=10001,mode=0700,size=8m',
      ...(options.scratch === undefined ? [] : ['--tmpfs', `${options.scratch}:uid=10001,gid=10001,mode=0700`]),
      ...mounts.flatMap((mount) => ['--mount', mountText(mount)]),
      ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      image, ...command,
    ],
    options,
  ); // prettier-ignore
}

/** A command in a running container, its stderr told line by line. */
export async function execFollowed(
  id: string,
  command: readonly string[],
  options: FollowOptions,
): Promise<ExecResult> {
  return follow(['exec', id, ...command], options);
}

function mountText({ type, source, target, readOnly }: RunOptions['mounts'][number]): string {
  if (source.includes(','))
    throw new StackError('usage', `${source} has a comma in it, which the docker command cannot mount`);
  return [
    `type=${type}`,
    `source=${source}`,
    `target=${target}`,
    ...(readOnly === true ? ['readonly'] : []),
  ].join(',');
}

async function follow(
  words: readonly string[],
  { onLine, signal, input }: FollowOptions & Pick<RunOptions, 'input'>,
): Promise<ExecResult> {
  signal?.throwIfAborted();
  const { execa } = await import('execa');
  const child = execa('docker', words, {
    stdin: input === undefined ? 'ignore' : 'pipe',
    reject: false,
    detached: process.platform !== 'win32',
    maxBuffer: 32 * 1024 * 1024,
    ...(signal === undefined ? {} : { cancelSignal: signal, gracefulCancel: false }),
    forceKillAfterDelay: 15_000,
  });
  if (input !== undefined) tellOnce(child, input);
  const following = tellLines(child, onLine);
  const result = await child;
  await following;
  if (signal?.aborted === true) throw new StackError('interrupted', 'interrupted');
  if (result.code === 'ENOENT')
    throw new StackError('engine', 'the docker command is not installed', { hint: 'install Docker' });
  // What docker itself has to say: no such image, mount or network, no engine.
  if (result.exitCode === 125 || result.exitCode === undefined)
    throw new StackError('engine', `the engine did not run ${words[0] ?? ''}`, {
      diagnostics: result.stderr
        .trim()
        .split('\n')
        .slice(-4)
        .map((message) => ({ message })),
      hint: 'holdfast doctor checks the engine',
    });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

async function tellLines(
  child: { iterable: (options: { from: 'stderr' }) => AsyncIterable<unknown> },
  onLine: ((line: string) => void) | undefined,
): Promise<void> {
  if (onLine === undefined) return;
  for await (const line of child.iterable({ from: 'stderr' })) onLine(String(line));
}

/** Whoever has ended by then has closed the pipe, and its exit code says what there is to say. */
function tellOnce(child: { readonly stdin: NodeJS.WritableStream | null }, input: Promise<string>): void {
  child.stdin?.on('error', () => undefined);
  input.then(
    (line) => child.stdin?.write(`${line}\n`),
    () => child.stdin?.end(),
  );
}

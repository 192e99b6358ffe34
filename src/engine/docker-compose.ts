import { StackError } from '../errors.ts';
import type { ComposeOptions } from './engine.ts';

/** Compose gets this long to end by itself after SIGINT before it is killed, ms; its own grace per container is 10 s. */
const standardPatience = 15_000;

/**
 * Runs `docker compose` in the directory of compose.yaml, so that it finds compose.override.yaml as well.
 * An abort sends SIGINT, which Compose answers by leaving what it has made in a state that can be stopped, and
 * waits for its end. Throws StackError: 'interrupted' after an abort, 'engine' with Compose's last words otherwise.
 */
export async function runCompose(
  command: readonly string[],
  options: ComposeOptions,
  patience = standardPatience,
): Promise<string> {
  options.signal?.throwIfAborted();
  const { execa } = await import('execa');
  const child = execa('docker', ['compose', '--ansi', 'never', '--progress', 'plain', ...command], {
    cwd: options.directory,
    stdin: 'ignore',
    reject: false,
    all: true,
    // Ctrl-C at a terminal reaches the whole process group; in a group of its own it gets the one signal from us.
    detached: process.platform !== 'win32',
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(child, 'SIGINT');
    killing = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
    }, patience);
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const follow = followLines(child, options.onLine);
    const result = await child;
    await follow;
    if (options.signal?.aborted) throw new StackError('interrupted', 'interrupted');
    if (result.exitCode === 0) return result.stdout;
    throw composeError(command, result);
  } finally {
    clearTimeout(killing);
    options.signal?.removeEventListener('abort', stop);
  }
}

/** To docker and to the Compose plugin below it, which would outlive a docker that was killed alone. */
function signalGroup(
  child: { readonly pid?: number | undefined; kill: (signal: NodeJS.Signals) => boolean },
  signal: NodeJS.Signals,
): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Ended by itself in the meantime.
  }
}

async function followLines(
  child: { iterable: (options: { from: 'all' | 'stdout' | 'stderr' }) => AsyncIterable<unknown> },
  onLine: ((line: string) => void) | undefined,
): Promise<void> {
  if (!onLine) return;
  // A build tells its steps on stdout, everything else on stderr.
  for await (const line of child.iterable({ from: 'all' })) onLine(String(line));
}

interface ComposeEnd {
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
  readonly stderr: string;
  readonly stdout: string;
}

function composeError(command: readonly string[], end: ComposeEnd): StackError {
  if (end.code === 'ENOENT') {
    return new StackError('engine', 'the docker command is not installed', {
      hint: 'install Docker and its Compose plugin',
    });
  }
  const words = [...failedStep(end.stdout), ...end.stderr.trim().split('\n').slice(-12)];
  if (
    words.some((line) =>
      /is not a docker command|unknown command: docker compose|unknown flag: --ansi/.test(line),
    )
  ) {
    return new StackError('engine', 'Docker has no Compose plugin', {
      hint: 'install Compose 2.24 or newer (Debian: apt-get install docker-compose; others: docker-compose-plugin)',
    });
  }
  return new StackError(
    'engine',
    `docker compose ${command[0] ?? ''} failed (exit ${String(end.exitCode ?? 'by signal')})`,
    {
      diagnostics: words.filter((line) => line.trim() !== '').map((message) => ({ message: message.trim() })),
      hint: hintFor(words.join('\n')),
    },
  );
}

/** What the failing step of a build printed: BuildKit repeats it between two rules at the end of its stdout. */
function failedStep(stdout: string): readonly string[] {
  const block = /^------\n(?<step>[\s\S]+?)\n------$/m.exec(stdout)?.groups?.['step'] ?? '';
  const [title = '', ...words] = block.split('\n');
  return title === '' ? [] : [title, ...words.slice(-12)];
}

function hintFor(words: string): string {
  if (/cannot connect to the docker daemon/i.test(words))
    return 'start the engine (Linux: sudo systemctl start docker)';
  if (/port is already allocated|address already in use/i.test(words))
    return 'holdfast doctor says which port is taken';
  if (words.includes('failed to solve'))
    return 'downloads in a build trust the certificates in NODE_EXTRA_CA_CERTS as well, for a network that inspects TLS';
  if (/unhealthy|exited \(/i.test(words))
    return 'docker compose ps --all, then docker compose logs SERVICE, say why';
  if (/no configuration file provided/i.test(words)) return 'run holdfast generate here first';
  return 'holdfast doctor checks the engine and the host';
}

import { spawn, type ChildProcess } from 'node:child_process';

export interface ChildResult {
  /** -1 when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Sees each line of stdout; it is then not collected. */
  readonly onLine?: (line: string) => void;
  /** Is told how many bytes came on stdout; they are then not looked at. */
  readonly onBytes?: (count: number) => void;
  readonly signal?: AbortSignal;
}

const running = new Set<ChildProcess>();

/** Ends with this process, when that is told to end. */
export function tracked<C extends ChildProcess>(child: C): C {
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Ends every program that runs; for a process that is told to end itself. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Of what a child says, this much is kept: its last words count. */
const kept = 4 * 1024 * 1024;

/** Runs a program to its end; throws only when it cannot be started. */
export async function runChild(
  program: string,
  words: readonly string[],
  { cwd, env = {}, input, onLine, onBytes, signal }: ChildOptions = {},
): Promise<ChildResult> {
  const child = tracked(
    spawn(program, words, {
      cwd,
      env: { PATH: process.env['PATH'], HOME: '/tmp', LC_ALL: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
    }),
  );
  const out = collector(onLine);
  const err = collector();
  if (onBytes === undefined) child.stdout.setEncoding('utf8').on('data', out.take);
  else
    child.stdout.on('data', (chunk: Buffer) => {
      onBytes(chunk.length);
    });
  child.stderr.setEncoding('utf8').on('data', err.take);
  // A program that does not read its input has closed the pipe: its exit code says what there is to say.
  child.stdin.on('error', () => undefined).end(input ?? '');
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? -1);
    });
  });
  return { exitCode, stdout: out.text(), stderr: err.text() };
}

function collector(onLine?: (line: string) => void): { take: (text: string) => void; text: () => string } {
  let text = '';
  return {
    take: (piece) => {
      text += piece;
      if (onLine !== undefined) {
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        lines.forEach(onLine);
      }
      text = text.slice(-kept);
    },
    text: () => text,
  };
}

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { createConnection } from '../../redis/index.ts';
import { StackError } from '../../errors.ts';
import type { Target } from './subject.ts';
import type { ToolCommand } from './tool.ts';

/** A server to measure against, and where redis-benchmark may be. */
export interface BenchServer extends AsyncDisposable {
  readonly target: Target;
  readonly tools: readonly ToolCommand[];
}

/** The server that the user named: it is used as it is, and left so but for some keys that begin with `bench:`. */
export function namedServer(target: Target): BenchServer {
  return { target, tools: [['redis-benchmark']], [Symbol.asyncDispose]: () => Promise.resolve() };
}

/**
 * A throw-away server of the stack's own image, in the host's network: a published port would put a proxy between.
 * Throws a StackError when there is no such image or no engine.
 */
export async function startServer(port: number): Promise<BenchServer> {
  const image = await newestImage();
  const name = `holdfast-bench-${randomBytes(4).toString('hex')}`;
  const server = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  await docker(
    'run',
    '-d',
    '--rm',
    '--network',
    'host',
    '--name',
    name,
    '--entrypoint',
    'redis-server',
    image,
    ...server,
  );
  const dispose = async (): Promise<void> => {
    await docker('rm', '-f', name);
  };
  try {
    const target = { host: '127.0.0.1', port };
    await answering(target);
    return {
      target,
      tools: [['redis-benchmark'], ['docker', 'exec', name, 'redis-benchmark']],
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function newestImage(): Promise<string> {
  const listed = await docker('images', '--quiet', 'holdfast-redis');
  const [image = ''] = listed.split('\n');
  if (image === '')
    throw new StackError('engine', 'there is no image of a stack to start a server from', {
      hint: 'holdfast up builds one; or name a server with --host and --port',
    });
  return image;
}

/** ms for a server without data to start. */
const patience = 10_000;

async function answering(target: Target): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      const connection = await createConnection({ endpoint: target });
      await connection.close();
      return;
    } catch (error) {
      if (performance.now() > end)
        throw new StackError('engine', 'the server of the bench did not answer', { cause: error });
      await sleep(100);
    }
  }
}

async function docker(...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await execa('docker', words, { reject: false });
  if (exitCode === 0) return stdout;
  throw new StackError('engine', `docker ${words[0] ?? ''} failed: ${stderr.split('\n')[0] ?? ''}`, {
    hint: 'name a server with --host and --port to do without an engine',
  });
}

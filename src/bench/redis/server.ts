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
  /** Sees to it that replicas follow, until it is disposed of; undefined where there are none. */
  replicas(): Promise<AsyncDisposable | undefined>;
}

/** The server that the user named: it is used as it is, and left so but for some keys that begin with `bench:`. */
export function namedServer(target: Target): BenchServer {
  const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };
  return {
    target,
    tools: [['redis-benchmark']],
    replicas: async () => ((await replicasOf(target)) > 0 ? nothing : undefined),
    ...nothing,
  };
}

/**
 * A throw-away server of the stack's own image, in the host's network: a published port would put a proxy between.
 * Its replicas, on the next two ports, run only while they are asked for: they take the processor from everybody.
 * Throws a StackError when there is no such image or no engine.
 */
export async function startServer(port: number): Promise<BenchServer> {
  const image = await newestImage();
  const target = { host: '127.0.0.1', port };
  const server = await Container.started(image, port, ['--repl-diskless-sync-delay', '0']);
  try {
    await until('the server of the bench', () => answers(target));
    return {
      target,
      tools: [['redis-benchmark'], ['docker', 'exec', server.name, 'redis-benchmark']],
      replicas: () => startReplicas(image, target),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** As many as a stack's primary has. */
const replicaCount = 2;

async function startReplicas(image: string, { host, port }: Target): Promise<AsyncDisposable> {
  const following = ['--replicaof', host, String(port)];
  const all: Container[] = [];
  const dispose = async (): Promise<void> => {
    for (const one of all) await one[Symbol.asyncDispose]();
  };
  try {
    for (let next = port + 1; next <= port + replicaCount; next++)
      all.push(await Container.started(image, next, following));
    await until('the replicas of the bench', async () => (await replicasOf({ host, port })) === replicaCount);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { [Symbol.asyncDispose]: dispose };
}

class Container implements AsyncDisposable {
  readonly name = `holdfast-bench-${randomBytes(4).toString('hex')}`;

  static async started(image: string, port: number, more: readonly string[]): Promise<Container> {
    const container = new Container();
    const place = ['-d', '--rm', '--network', 'host', '--name', container.name];
    const server = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...more];
    await docker('run', ...place, '--entrypoint', 'redis-server', image, ...server);
    return container;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('rm', '-f', this.name);
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

/** ms for a server without data to start, or to copy what little there is. */
const patience = 10_000;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end)
      throw new StackError('engine', `${what} did not answer within ${patience / 1000} s`);
    await sleep(100);
  }
}

async function answers(target: Target): Promise<boolean> {
  return (await replicasOf(target)) >= 0;
}

/** How many replicas follow a server, which have all of its data. */
async function replicasOf(target: Target): Promise<number> {
  const connection = await createConnection({ endpoint: target });
  try {
    const told = await connection.command('INFO', 'replication');
    return typeof told === 'string' ? (told.match(/^slave\d+:.*state=online/gm) ?? []).length : 0;
  } finally {
    await connection.close();
  }
}

async function docker(...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await execa('docker', words, { reject: false });
  if (exitCode === 0) return stdout;
  throw new StackError('engine', `docker ${words[0] ?? ''} failed: ${stderr.split('\n')[0] ?? ''}`, {
    hint: 'name a server with --host and --port to do without an engine',
  });
}

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { createConnection } from '../../../src/redis/index.ts';

const image = 'hfredis-test:redis';

export async function docker(...words: string[]): Promise<string> {
  return (await execa('docker', words)).stdout;
}

/** Builds the image as a stack would; a second build of the same context takes no time. */
export async function buildImage(): Promise<void> {
  await docker('build', '-q', '-t', image, '--build-arg', 'ENGINE=redis', 'images/redis');
}

/** A server of its own, published on a free port of this machine. */
export class RealServer implements AsyncDisposable {
  readonly name = `rc-redis-${randomBytes(4).toString('hex')}`;
  port = 0;

  /** `inside` is the port in the container; `mounts` go to docker as they are. */
  static async started(
    words: readonly string[] = [],
    { inside = 6379, mounts = [] as readonly string[], greets = true } = {},
  ): Promise<RealServer> {
    const server = new RealServer();
    const publish = ['-p', `127.0.0.1::${inside}`];
    const run = ['run', '-d', '--rm', '--name', server.name, ...publish, ...mounts];
    await docker(
      ...run,
      '--entrypoint',
      'redis-server',
      image,
      '--save',
      '',
      '--protected-mode',
      'no',
      ...words,
    );
    try {
      server.port = Number(
        (await docker('port', server.name, String(inside))).split('\n')[0]?.split(':').at(-1),
      );
      if (greets) await server.answering();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get endpoint(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.port };
  }

  async cli(...words: string[]): Promise<string> {
    return docker('exec', this.name, 'redis-cli', ...words);
  }

  async pause(): Promise<void> {
    await docker('pause', this.name);
  }

  async unpause(): Promise<void> {
    await docker('unpause', this.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('rm', '-f', this.name);
  }

  private async answering(): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        await (await createConnection({ endpoint: this.endpoint })).close();
        return;
      } catch (error) {
        if (attempt === 100) throw error;
        await sleep(100);
      }
  }
}

import { runChild, type ChildResult } from '../../worker/child.ts';
import { fieldsOf } from './info.ts';

/** A data node's address. */
export interface RedisNode {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** Ends a question to a node that hangs, s. */
const patienceSeconds = '3';

/** Debian's redis-cli as the user `backup`, who may only read. The password goes in by its environment, which nobody sees. */
export function nodeCli(node: RedisNode, password: string): RedisCli {
  const words = ['--no-auth-warning', '--user', 'backup', '-h', node.address, '-p', String(node.port)];
  return new RedisCli(words, { REDISCLI_AUTH: password, VALKEYCLI_AUTH: password });
}

/** The same for a server of our own on a socket, which asks for no password. */
export function socketCli(path: string): RedisCli {
  return new RedisCli(['-s', path], {});
}

export class RedisCli {
  readonly #words: readonly string[];
  readonly #env: Readonly<Record<string, string>>;

  constructor(words: readonly string[], env: Readonly<Record<string, string>>) {
    this.#words = words;
    this.#env = env;
  }

  async ask(...command: readonly string[]): Promise<ChildResult> {
    return runChild('timeout', [patienceSeconds, 'redis-cli', ...this.#words, ...command], {
      env: this.#env,
    });
  }

  /** What takes as long as there is data. */
  async wait(...command: readonly string[]): Promise<ChildResult> {
    return runChild('redis-cli', [...this.#words, ...command], { env: this.#env });
  }

  /** Becomes a replica for as long as it takes to write what is replicated first: a consistent RDB. */
  async replicate(file: string, signal?: AbortSignal): Promise<ChildResult> {
    return runChild('redis-cli', [...this.#words, '--rdb', file], {
      env: this.#env,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** Fields of INFO; empty when there is no answer. */
  async info(...sections: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { stdout } = await this.ask('INFO', ...sections);
    return fieldsOf(stdout);
  }
}

import { createHash } from 'node:crypto';
import { ReplyError } from '../errors.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Text } from './issuer.ts';
import { StreamCommands } from './streams.ts';

/** A Lua script and its name on the server. Made once, by `script`, and used with any client. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

/** Reckons the script's name, which costs more than running it does. */
export function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/** Scripts. */
export abstract class ScriptCommands<T extends Text> extends StreamCommands<T> {
  eval(source: string, keys: readonly Argument[] = [], args: readonly Argument[] = []): Promise<Reply> {
    return this.issue(['EVAL', source, keys.length, ...keys, ...args]);
  }

  /**
   * Runs a script by its name, and sends it whole to a server that does not know it (after a restart or a failover).
   * NOSCRIPT means that nothing ran, so that is no second run.
   */
  async run(
    { source, sha }: Script,
    keys: readonly Argument[] = [],
    args: readonly Argument[] = [],
  ): Promise<Reply> {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await this.issue(['EVALSHA', sha, ...rest]);
    } catch (error) {
      if (error instanceof ReplyError && error.code === 'NOSCRIPT')
        return await this.issue(['EVAL', source, ...rest]);
      throw error;
    }
  }
}

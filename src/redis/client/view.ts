import { ScanCommands } from '../commands/scans.ts';
import type { Text } from '../commands/issuer.ts';
import type { CommandOptions } from '../connection/connection.ts';
import type { Argument } from '../protocol/outgoing.ts';
import type { Reply } from '../protocol/reply.ts';

/** Issues a command with options. */
export type Request = (words: readonly Argument[], options: CommandOptions) => Promise<Reply>;

/** The typed commands with options for all of them: made by `client.with(options)`, for one command or for many. */
export class View<T extends Text> extends ScanCommands<T> {
  private readonly request: Request;
  private readonly options: CommandOptions;

  constructor(request: Request, options: CommandOptions) {
    super();
    this.request = request;
    this.options = options;
  }

  /** Any command. */
  command(...words: readonly Argument[]): Promise<Reply> {
    return this.request(words, this.options);
  }

  protected override issue(words: readonly Argument[]): Promise<Reply> {
    return this.request(words, this.options);
  }
}

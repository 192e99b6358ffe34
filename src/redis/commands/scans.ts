import type { Argument } from '../protocol/outgoing.ts';
import { listOf, scoredOf, type Scored } from './decode.ts';
import type { Text } from './issuer.ts';
import { ScriptCommands } from './scripts.ts';

export interface ScanOptions {
  /** Glob: `user:*`. */
  readonly match?: string;
  /** About how many the server looks at for one step; 10 unless said. */
  readonly count?: number;
}

/**
 * Iterators, a step of the server at a time: a step may be empty. What is there from beginning to end is met at least
 * once, what comes or goes meanwhile may or may not be.
 */
export abstract class ScanCommands<T extends Text> extends ScriptCommands<T> {
  /** Keys, only of a type where one is named. */
  scan(options: ScanOptions & { readonly type?: string } = {}): AsyncGenerator<T[], void> {
    const type = options.type === undefined ? [] : ['TYPE', options.type];
    return this.steps(['SCAN'], options, (row) => row as T[], type);
  }

  /** Fields with values. */
  hscan(key: Argument, options: ScanOptions = {}): AsyncGenerator<(readonly [T, T])[], void> {
    return this.steps(['HSCAN', key], options, (row) => pairs(row as T[]));
  }

  sscan(key: Argument, options: ScanOptions = {}): AsyncGenerator<T[], void> {
    return this.steps(['SSCAN', key], options, (row) => row as T[]);
  }

  zscan(key: Argument, options: ScanOptions = {}): AsyncGenerator<Scored<T>[], void> {
    return this.steps(['ZSCAN', key], options, (row) => scoredOf<T>(row as T[]));
  }

  private async *steps<R>(
    command: readonly Argument[],
    { match, count }: ScanOptions,
    read: (row: unknown[]) => R,
    more: readonly Argument[] = [],
  ): AsyncGenerator<R, void> {
    const filter = [
      ...(match === undefined ? [] : ['MATCH', match]),
      ...(count === undefined ? [] : ['COUNT', count]),
    ];
    let cursor = '0';
    do {
      const [next, row] = listOf<Text | unknown[]>(
        await this.issue([...command, cursor, ...filter, ...more]),
      );
      cursor = String(next);
      yield read(row as unknown[]);
    } while (cursor !== '0');
  }
}

function pairs<T>(row: readonly T[]): (readonly [T, T])[] {
  return Array.from({ length: row.length / 2 }, (_, i) => [row[2 * i] as T, row[2 * i + 1] as T] as const);
}

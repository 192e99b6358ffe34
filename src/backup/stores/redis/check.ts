import { open } from 'node:fs/promises';
import { StackError } from '../../../errors.ts';
import { runChild } from '../../worker/child.ts';

/** What redis-check-rdb finds in a file. */
export interface RdbFacts {
  readonly rdbVersion: number;
  readonly serverVersion: string;
  readonly server: 'redis' | 'valkey';
  /** Empty and -1 in a file that did not come by replication. */
  readonly replicationId: string;
  readonly offset: number;
  /** Memory that its server used for it, bytes. */
  readonly usedBytes: number;
  readonly keys: number;
  readonly expires: number;
  readonly expired: number;
}

/**
 * Reads a whole RDB file and checks its checksum.
 *
 * @throws StackError `no` when it is cut short or damaged, or of a format that this server does not know
 */
export async function checkRdb(file: string): Promise<RdbFacts> {
  const { exitCode, stdout, stderr } = await runChild('redis-check-rdb', [file]);
  if (exitCode === 0 && stdout.includes('RDB looks OK')) return rdbFacts(await headOf(file), stdout);
  throw refusal(`${stdout}\n${stderr}`);
}

/** Why `redis-check-rdb` takes a file for no good one, from its words. Pure. */
export function refusal(printed: string): StackError {
  const format = /Can't handle RDB format version (\d+)/.exec(printed)?.[1];
  if (format !== undefined)
    return new StackError(
      'no',
      `the RDB file has format version ${format}, which this server does not know`,
      {
        hint: 'a newer version wrote it: load it there, and move the keys by replication or command by command',
      },
    );
  const words = (printed.split('--- RDB ERROR DETECTED ---\n')[1] ?? printed)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('[info]'))
    .slice(0, 3);
  return new StackError('no', 'the RDB file is damaged: redis-check-rdb refuses it', {
    diagnostics: words.map((message) => ({ message: message.trim() })),
    hint: 'take another one',
  });
}

/** `REDIS0012`: the format's name and version. */
async function headOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(9), 0, 9, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The file's head and the tool's words, read. Pure. */
export function rdbFacts(head: string, printed: string): RdbFacts {
  const aux = new Map(
    [...printed.matchAll(/AUX FIELD (\S+) = '(.*)'/g)].map(([, key = '', value = '']) => [key, value]),
  );
  const count = (pattern: RegExp): number => Number(pattern.exec(printed)?.[1] ?? 0);
  const valkey = aux.get('valkey-ver');
  return {
    rdbVersion: Number(/\d+$/.exec(head)?.[0] ?? 0),
    server: valkey === undefined ? 'redis' : 'valkey',
    serverVersion: valkey ?? aux.get('redis-ver') ?? 'unknown',
    replicationId: aux.get('repl-id') ?? '',
    offset: Number(aux.get('repl-offset') ?? -1),
    usedBytes: Number(aux.get('used-mem') ?? 0),
    keys: count(/(\d+) keys read/),
    expires: count(/(\d+) expires/),
    expired: count(/(\d+) already expired/),
  };
}

/** The lines of INFO that a drill looks at; 0 for one that this server does not have. */
export interface Info {
  readonly usedMemory: number;
  readonly maxmemory: number;
  readonly policy: string;
  readonly evictedKeys: number;
  /** Clients cut off because of what they did not read. */
  readonly cutClients: number;
  readonly rewriting: boolean;
  readonly rewrites: number;
  /** Bytes that the last rewrite's fork made the server copy. */
  readonly lastCopied: number;
  readonly fullSyncs: number;
  /** Bytes of the replication stream so far: all that was written, by whomever. */
  readonly writtenBytes: number;
  readonly tcpPort: number;
  /** Of all databases. */
  readonly keys: number;
  readonly expiringKeys: number;
}

/** Reads the answer to INFO everything (or any part of it). */
export function parseInfo(text: string): Info {
  const fields = new Map(text.split(/\r?\n/).map((line) => cut(line)));
  const number = (key: string): number => Number(fields.get(key) ?? 0);
  const databases = [...fields].filter(([key]) => /^db\d+$/.test(key)).map(([, value]) => value);
  return {
    usedMemory: number('used_memory'),
    maxmemory: number('maxmemory'),
    policy: fields.get('maxmemory_policy') ?? '',
    evictedKeys: number('evicted_keys'),
    cutClients: number('evicted_clients') + number('client_output_buffer_limit_disconnections'),
    rewriting: number('aof_rewrite_in_progress') === 1,
    rewrites: number('aof_rewrites'),
    lastCopied: number('aof_last_cow_size'),
    fullSyncs: number('sync_full'),
    writtenBytes: number('master_repl_offset'),
    tcpPort: number('tcp_port'),
    keys: sumOf(databases, /keys=(\d+)/),
    expiringKeys: sumOf(databases, /expires=(\d+)/),
  };
}

function sumOf(databases: readonly string[], field: RegExp): number {
  return databases.reduce((sum, database) => sum + Number(field.exec(database)?.[1] ?? 0), 0);
}

function cut(line: string): [string, string] {
  const at = line.indexOf(':');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

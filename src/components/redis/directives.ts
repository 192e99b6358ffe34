/** Redis directives the spec may not set, each with what to do instead or what would break. */
const refused: Readonly<Record<string, string>> = {
  maxmemory: 'the container limit is computed from it: use `memory`',
  'maxmemory-policy': 'use `eviction`',
  databases: 'clients and checks rely on 16',
  appendonly: 'without the AOF a primary that restarts comes back empty and empties its replicas',
  'aof-timestamp-enabled': 'restore --at goes by the times that it writes',
  appendfilename: 'the start script looks for the AOF where it is',
  appenddirname: 'the start script looks for the AOF where it is',
  dbfilename: 'the start script looks for it where it is',
  'min-replicas-to-write': 'a cut-off primary must refuse writes, or they are lost when it is demoted',
  'min-replicas-max-lag': 'a cut-off primary must refuse writes; `failover` sets how soon',
  'client-output-buffer-limit': 'the container limit is computed from it',
  'maxmemory-clients': 'the container limit is computed from it',
  'repl-backlog-size': 'it counts against maxmemory and is sized from `memory`',
  'replica-ignore-maxmemory': 'replicas must hold what the primary holds',
  'replica-priority':
    'Sentinel has to choose by replication offset, or it may promote a node that lacks writes',
  'replica-read-only': 'a write on a replica is lost at the next resynchronisation',
  port: 'use `ports`',
  bind: 'nodes listen on the stack network only; what is published is the plan’s to say',
  'protected-mode': 'access is decided by users, see `redis-as`',
  unixsocket: 'the root filesystem is read-only',
  dir: 'the data volume is /data',
  aclfile: 'users are made at start from secret files',
  user: 'users are made at start from secret files',
  'acl-pubsub-default': 'whoever may publish on __sentinel__:hello decides who is primary',
  requirepass: 'users are made at start from secret files',
  masterauth: 'users are made at start from secret files',
  masteruser: 'users are made at start from secret files',
  primaryauth: 'users are made at start from secret files',
  primaryuser: 'users are made at start from secret files',
  replicaof: 'roles are decided at start and by Sentinel',
  slaveof: 'roles are decided at start and by Sentinel',
  include: 'the file would not be in the container',
  loadmodule: 'Sentinel’s CONFIG REWRITE would load it twice, and the node would not start again',
  'rename-command': 'Sentinel needs the commands under their own names',
  daemonize: 'the server is the container’s main process',
  supervised: 'the server is the container’s main process',
  pidfile: 'the root filesystem is read-only',
  logfile: 'the log goes to the container’s',
  'enable-debug-command': 'DEBUG can stop a node or lose its data',
  'enable-module-command': 'modules are loaded from outside the image',
  'enable-protected-configs': 'it lets a client move the data directory',
};

const refusedFamilies: readonly (readonly [RegExp, string])[] = [
  [/^slave-|^min-slaves-/, 'it is an old name: use the one with `replica`'],
  [/^cluster-/, 'this is a Sentinel tier, not a cluster'],
  [/^tls-/, 'links inside the stack network are not encrypted'],
  [/^sentinel/, 'Sentinel’s settings follow `downAfter`, `failoverTimeout` and `failover`'],
  [/^replica-announce|^oom-score|^shutdown-/, 'the stack decides it'],
];

/** Why a directive is refused; undefined when it may pass. */
export function refusal(name: string, value: string | number | boolean): string | undefined {
  if (name === 'appendfsync' && isNo(value))
    return 'up to 30 s of acknowledged writes would be lost with the host';
  return (
    (Object.hasOwn(refused, name) ? refused[name] : undefined) ??
    refusedFamilies.find(([family]) => family.test(name))?.[1]
  );
}

/** Redis reads its words in any case (config.c, configEnumGetValue), and `false` is written as `no`. */
function isNo(value: string | number | boolean): boolean {
  return value === false || String(value).trim().toLowerCase() === 'no';
}

/** Those that take a list of words. Any other takes one value, spaces and all (config.c, MULTI_ARG_CONFIG). */
const listDirectives: ReadonlySet<string> = new Set(['save', 'latency-tracking-info-percentiles']);

/**
 * The arguments of a directive, each quoted as Redis reads quotes (sds.c, sdssplitargs), so that no value ends its line,
 * opens another argument or starts a comment. `true` and `false` are Redis's yes and no.
 */
export function directiveArguments(name: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '"yes"' : '"no"';
  const text = String(value);
  const words = listDirectives.has(name) ? text.split(' ').filter((word) => word !== '') : [text];
  return words.length === 0 ? '""' : words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return `"${word.replace(/[\\"]/g, '\\$&')}"`;
}

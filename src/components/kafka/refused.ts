/** Settings that a guarantee rests on, or that the plan decides; each with the reason a user gets to read. */
const refused: readonly (readonly [pattern: RegExp, because: string])[] = [
  [
    /^(process\.roles|node\.id|broker\.id|controller\.quorum\.voters|controller\.quorum\.bootstrap\.servers)$/,
    'the plan gives every node its place in the quorum',
  ],
  [
    /listeners$|^listener\.|^inter\.broker\.listener\.name$|^controller\.listener\.names$|^security\.inter\.broker/,
    'clients inside and outside reach the brokers through listeners the plan lays out',
  ],
  [/^(log\.dirs?|metadata\.log\.dir)$/, 'anything but the data volume is lost with the container'],
  [
    /^unclean\.leader\.election\.enable$/,
    'a replica that lacks acknowledged messages must not become leader',
  ],
  [
    /^(min\.insync\.replicas|default\.replication\.factor)$/,
    'no acknowledged message may be lost with one broker; it follows from nodes',
  ],
  [
    /^(offsets\.topic|transaction\.state\.log|share\.coordinator\.state\.topic)\.(replication\.factor|min\.isr)$/,
    'consumer positions must survive a broker as messages do; it follows from nodes',
  ],
  [
    /^(broker\.session\.timeout\.ms|broker\.heartbeat\.interval\.ms|controller\.quorum\.(fetch|election)\..*)$/,
    'set failover:, or kafka.timers',
  ],
  [
    /^log\.cleaner\.dedupe\.buffer\.size$/,
    'it is taken from the heap at the start: the default alone is half of it',
  ],
  [
    /^(log\.segment\.bytes|socket\.request\.max\.bytes|queued\.max\.requests)$/,
    'the memory limit is computed with it',
  ],
  [
    /^(config\.providers(\..*)?|(kafka\.metrics|metric)\.reporters|.*\.class(\.name|\.path)?|.*\.classes|.*\.assignors|.*\.interceptor.*)$/,
    'it loads code that the image does not have',
  ],
  // sasl.jaas.config also names a login module to load and an address to look it up at (CVE-2023-25194).
  [/^(sasl|ssl)\./, 'the listeners the plan lays out use neither SASL nor TLS'],
];

/** Why a broker setting may not be set by the spec; undefined when it may. */
export function refusal(key: string): string | undefined {
  return refused.find(([pattern]) => pattern.test(key))?.[1];
}

/** As {@link refusal}, for the settings of one topic. */
export function topicRefusal(key: string): string | undefined {
  if (key === 'partitions') return 'it stands beside config:, not in it';
  return refusal(key);
}

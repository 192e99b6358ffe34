/** What a drill has to keep to, by target and fault. What is not named is not judged. */
export interface Slo {
  /** Longest gap of the judged stream, ms. */
  readonly rto?: number;
  /**
   * The same, counted from the heal: for what nothing survives until it is healed, as two nodes gone or all paused.
   * What an operation waited before the heal is the fault's own doing.
   */
  readonly back?: number;
  /** Longest time in which a consumer group that promises to get everything got nothing from one of its partitions, ms. */
  readonly consumer?: number;
  /** Acknowledged writes that may be missing, of streams that promise to keep them. */
  readonly rpo?: number;
  /** Requests through Nginx that may fail. */
  readonly failed?: number;
  /** Leads that may move, of a fault by which nobody is hurt; not for the spec. */
  readonly failovers?: number;
}

/** By name: `redis.primary:kill`. */
export type Slos = ReadonlyMap<string, Slo>;

/** `redis.replica.2:kill` is `redis.replica:kill` where it has no entry of its own, `kafka.leader(orders/0):stop` likewise. */
export function sloOf(slos: Slos, name: string): Slo {
  return slos.get(name) ?? slos.get(withoutPick(name)) ?? {};
}

/** Without the number and the argument that choose one of several. */
export function withoutPick(name: string): string {
  return name.replaceAll(/\.\d+(?=[:(])|\([^()]*\)/g, '');
}

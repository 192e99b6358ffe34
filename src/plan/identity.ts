/**
 * The one input that is neither spec nor host: what an earlier run fixed. Made once and read back for ever; a
 * changed cluster id makes brokers refuse their logs, a changed subnet breaks Sentinel's memory of its peers.
 */
export interface Identity {
  readonly name: string;
  /** `10.77.12.0/24`. */
  readonly subnet: string;
  /** Port id -> host port. */
  readonly ports: Readonly<Record<string, number>>;
  /** Secret name -> value. */
  readonly secrets: Readonly<Record<string, string>>;
}

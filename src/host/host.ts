/** Facts about the machine and its engine that a plan depends on. Plain data, so that any host can be tested. */
export interface Host {
  /** IPv4 subnets in use by the engine's other networks and the machine's own interfaces, CIDR. */
  readonly usedSubnets: readonly string[];
  /** Those of the ports asked about that something else listens on. */
  readonly busyPorts: ReadonlySet<number>;
}

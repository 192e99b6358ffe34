import type { Slos } from '../drill/slo.ts';
import type { Failover, PlannedHost } from '../plan/plan.ts';

/** What the user wrote, validated, every default filled in. */
export interface Spec {
  readonly name: string;
  readonly host: PlannedHost;
  readonly failover: Failover;
  readonly publish: boolean;
  /** Tier -> limit of each of its services in MiB, where the spec does not leave it to the budget. */
  readonly limits: ReadonlyMap<string, number>;
  /** What a drill has to keep to in place of the defaults, by target and fault. */
  readonly slo: Slos;
  /** Component key -> image reference, where the spec does not want our own build. */
  readonly images: ReadonlyMap<string, string>;
  /** Component key -> its settings, in the order of the registry; a component switched off is absent. */
  readonly components: ReadonlyMap<string, unknown>;
}

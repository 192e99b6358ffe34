import type { Load } from '../workload.ts';

/**
 * The loads that run. Together they could take more CPU than two cores have beside the stack, and what is measured then
 * is the host: a load that nobody looks at is eased.
 */
export class Loads {
  readonly #started = new Map<string, Load>();
  readonly #eased = new Set<string>();

  get all(): readonly Load[] {
    return [...this.#started.values()];
  }

  /** By name of the workload. */
  get named(): ReadonlyMap<string, Load> {
    return this.#started;
  }

  /** @param eased whether it was started so */
  add(name: string, load: Load, eased: boolean): void {
    this.#started.set(name, load);
    if (eased) this.#eased.add(name);
  }

  /**
   * Full pace for these, by name of the workload, and less for the others.
   *
   * @returns whether any pace has changed
   */
  lookAt(names: readonly string[]): boolean {
    const changed = [...this.#started].filter(
      ([name, { ease }]) => ease !== undefined && names.includes(name) === this.#eased.has(name),
    );
    for (const [name, { ease }] of changed) {
      const eased = !names.includes(name);
      ease?.(eased);
      if (eased) this.#eased.add(name);
      else this.#eased.delete(name);
    }
    return changed.length > 0;
  }
}

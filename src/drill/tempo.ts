/** While nobody looks at a tier, one operation in so many is left, but no key waits for longer than this, ms. */
const easedBy = 10;
export const easedInterval = 1000;

/** The pace of one load, which may be eased while another tier is looked at. */
export class Tempo {
  #eased: boolean;

  constructor(eased: boolean) {
    this.#eased = eased;
  }

  readonly ease = (eased: boolean): void => {
    this.#eased = eased;
  };

  /** Between two operations, ms, for one that has this much between them at the full pace. */
  interval(usual: number): number {
    return this.#eased ? Math.max(usual, Math.min(easedBy * usual, easedInterval)) : usual;
  }
}

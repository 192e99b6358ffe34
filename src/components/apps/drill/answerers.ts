/** A replica that answered nothing for this long, ms, has gone: at the drill's pace each answers within some ms. */
const silence = 1000;

/** Who answers, from one answer to the next: what a person sees of a failover within requests. */
export class Answerers {
  readonly #last = new Map<string, number>();

  /**
   * Notes one answer.
   *
   * @returns what has changed, in words: `web-spare-1 answers`, `web-1 answers no more`
   */
  seen(replica: string, at: number): readonly string[] {
    const gone = [...this.#last].filter(([name, last]) => name !== replica && at - last > silence);
    for (const [name] of gone) this.#last.delete(name);
    const comes = !this.#last.has(replica);
    this.#last.set(replica, at);
    return [...gone.map(([name]) => `${name} answers no more`), ...(comes ? [`${replica} answers`] : [])];
  }
}

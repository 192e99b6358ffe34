import { setTimeout as sleep } from 'node:timers/promises';

/** Something that happens at some time, or does not. */
export class Once {
  #tell: () => void = () => undefined;
  readonly #happened = new Promise<true>((resolve) => {
    this.#tell = () => {
      resolve(true);
    };
  });

  readonly happened = (): void => {
    this.#tell();
  };

  /** Whether it has happened, or does within so many ms. */
  within(milliseconds: number): Promise<boolean> {
    return Promise.race([this.#happened, sleep(milliseconds, false, { ref: false })]);
  }
}

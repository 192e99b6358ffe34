import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../errors.ts';
import type { Writing } from './witness.ts';

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

/**
 * The load of a witness once its first record was acknowledged.
 *
 * @param tier `Redis`, for people
 * @param patience for that first record, ms
 * @throws StackError `no` when none was acknowledged in that time; the load is stopped then
 */
export async function begun(
  load: Writing,
  first: Once,
  { tier, patience }: { readonly tier: string; readonly patience: number },
): Promise<Writing> {
  if (await first.within(patience)) return load;
  await load.stop();
  throw new StackError('no', `the load on ${tier} cannot begin: no record was acknowledged`, {
    hint: `holdfast status shows how ${tier} is`,
  });
}

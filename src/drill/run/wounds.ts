import type { Wound } from '../fault.ts';

/** What is hurt just now, where a later run finds it when this one is killed. */
export interface Wounds {
  readonly open: () => readonly Wound[];
  /** Before anything is done. */
  readonly add: (wound: Wound) => void;
  readonly remove: (wound: Wound) => void;
}

/** Kept in memory, and handed to `keep` at each change, which is to make it outlive the process. */
export function woundsFrom(left: readonly Wound[], keep: (wounds: readonly Wound[]) => void): Wounds {
  let wounds = [...left];
  const change = (next: Wound[]): void => {
    wounds = next;
    keep(wounds);
  };
  return {
    open: () => wounds,
    add: (wound) => {
      change([...wounds, wound]);
    },
    remove: (wound) => {
      change(wounds.filter((one) => one !== wound));
    },
  };
}

import { StackError } from '../errors.ts';

/** The steps of `up`, as they are called while they go on. */
export type Phase = 'checking the host' | 'writing the bundle' | 'building images' | 'starting' | 'proving';

const nothing = 'nothing was started';
const runs = 'what was started keeps running';
const again = 'holdfast up begins again';
const goesOn = 'holdfast up goes on from there, holdfast status shows how far it is, holdfast down stops it';

/** What is left behind, and how to go on, by the step that was broken off. */
const left: Readonly<Record<Phase, readonly [state: string, hint: string]>> = {
  'checking the host': [nothing, again],
  'writing the bundle': [`${nothing}, the bundle is the old one or the new one`, again],
  'building images': [`${nothing}, finished steps of the builds are kept`, again],
  starting: [runs, goesOn],
  proving: ['all of it runs, not all of it was proven', goesOn],
};

/** Ctrl-C in words: in which state things are, since an interrupted start is not undone; unless that was told already. */
export function interruptedWhile(phase: Phase, error: unknown): StackError {
  if (error instanceof StackError && error.code === 'interrupted' && error.hint !== undefined) return error;
  const [state, hint] = left[phase];
  return new StackError('interrupted', `interrupted while ${phase}; ${state}`, { hint });
}

import { firstLineOf, StackError } from '../errors.ts';
import type { Steps } from './steps.ts';

const goesOn = 'once it is mended, holdfast up goes on from there; holdfast status shows how it is';

/** Nothing was restarted: one node fewer of what is not whole already may be the one that clients live from. */
export function notWholeBefore({ component, changes }: Steps, missing: readonly string[]): StackError {
  const names = changes.map(({ service }) => service).join(', ');
  return new StackError('no', `${component} is not whole, so nothing of it that works was restarted`, {
    diagnostics: missing.map((message) => ({ place: component, message })),
    hint: `${goesOn}. Where the change to ${names} is what mends it: holdfast down, then holdfast up, which starts all at once and keeps every volume`,
  });
}

export function notWholeAfter(service: string, { component }: Steps, missing: readonly string[]): StackError {
  return new StackError('no', `${service} was restarted, but ${component} is not whole again; no other was`, {
    diagnostics: missing.map((message) => ({ place: component, message })),
    hint: goesOn,
  });
}

export function keptItsRole(service: string, missing: readonly string[]): StackError {
  return new StackError('no', `${service} was not restarted: handing over its role did not end well`, {
    diagnostics: missing.map((message) => ({ place: service, message })),
    hint: goesOn,
  });
}

/** With Compose's own words, and what the service said last, where the cause has them. */
export function notBack(services: readonly string[], { component }: Steps, cause: unknown): StackError {
  const { code, diagnostics, hint } =
    cause instanceof StackError ? cause : { code: 'engine' as const, diagnostics: [], hint: undefined };
  const who = services.join(', ');
  return new StackError(
    code,
    `${who} did not come back with the change; nothing else of ${component} was touched`,
    {
      diagnostics: [{ place: who, message: firstLineOf(cause) }, ...diagnostics],
      hint: `${hint === undefined ? '' : `${hint}; `}with the spec mended or put back, holdfast up begins with ${who}`,
      cause,
    },
  );
}

/** Between two services, or while the last one catches up: whatever is away comes back by itself. */
export function interrupted(pending: ReadonlySet<string>): StackError {
  const names = [...pending].join(', ');
  const left = names === '' ? 'every service has its change' : `still as before: ${names}`;
  return new StackError('interrupted', `interrupted while rolling; ${left}`, {
    hint: 'holdfast up goes on from there, holdfast status shows how it is',
  });
}

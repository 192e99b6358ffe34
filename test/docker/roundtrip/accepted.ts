import { expect } from 'vitest';
import { exitCodeOf, StackError } from '../../../src/errors.ts';
import { specOf } from '../../support/bundle.ts';

/** A spec as an object; JSON is YAML. */
export type Written = Readonly<Record<string, unknown>>;

/** Only what is asked about: the rest of the stack would cost time in each of many renderings. */
export const nothingElse = { nginx: false, apps: false, kafka: false, redis: false, backup: false } as const;

/**
 * Whether the parser takes it. What it does not take it must refuse as bad input, exit code 2, with a place in the
 * file for everything it complains of: any other failure is a failure of the test.
 */
export function isAccepted(spec: Written): boolean {
  try {
    specOf(JSON.stringify(spec));
    return true;
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    expect(exitCodeOf(error)).toBe(2);
    const places = error.diagnostics.map(({ place }) => place);
    expect(places).not.toEqual([]);
    for (const place of places) expect(place).toMatch(/^stack\.yaml:\d+:\d+$/);
    return false;
  }
}

/** Those that the parser takes in this field. None, or all, would mean that the test tries nothing. */
export function acceptedIn(
  texts: readonly string[],
  field: (text: string) => Written,
  atLeast = 10,
): readonly string[] {
  const taken = texts.filter((text) => isAccepted(field(text)));
  expect(taken.length).toBeGreaterThanOrEqual(atLeast);
  return taken;
}

/** The few first texts that did not arrive, with what arrived instead: hundreds side by side nobody reads. */
export function differing(
  texts: readonly string[],
  arrived: (text: string, index: number) => unknown,
  meant: (text: string) => unknown = (text) => text,
): readonly { text: string; arrived: unknown }[] {
  const found = texts.map((text, index) => ({ text, arrived: arrived(text, index) }));
  return found.filter((one) => JSON.stringify(one.arrived) !== JSON.stringify(meant(one.text))).slice(0, 5);
}

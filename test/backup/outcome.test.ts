import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/backup/outcome.ts';
import { StackError } from '../../src/errors.ts';

test('the last line counts, whatever a program printed before', () => {
  expect(outcomeOf('some words\n{"keys":3}\n', '', 0)).toEqual({ keys: 3 });
});

test('an error keeps its code, its hint and its places', () => {
  const error = { code: 'no', message: 'full', hint: 'make room', diagnostics: [{ message: 'x' }] };
  const thrown = (): unknown => outcomeOf(JSON.stringify({ error }), '', 1);
  expect(thrown).toThrow(StackError);
  expect(thrown).toThrow(expect.objectContaining(error));
});

test('a container that was killed has said nothing', () => {
  expect(() => outcomeOf('', 'Killed', 137)).toThrow(
    expect.objectContaining({
      message: 'the backup container ended with 137 and without an outcome',
      diagnostics: [{ message: 'Killed' }],
    }),
  );
});

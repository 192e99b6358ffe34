import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { usageError } from '../../src/commands/usage.ts';

const complaint = (message: string) =>
  new CommanderError(
    1,
    message.includes('unknown command') ? 'commander.unknownCommand' : 'commander.x',
    message,
  );

test.each([
  [
    "error: unknown command 'stauts'\n(Did you mean status?)",
    ['stauts'],
    "unknown command 'stauts'",
    'did you mean status? holdfast --help says more',
  ],
  [
    "error: unknown option '--jsn'\n(Did you mean --json?)",
    ['up', '--jsn'],
    "unknown option '--jsn'",
    'did you mean --json? holdfast up --help says more',
  ],
  [
    "error: unknown command 'x'\n(Did you mean one of up, init?)",
    ['x'],
    "unknown command 'x'",
    'did you mean one of up, init? holdfast --help says more',
  ],
  [
    "error: option '-C, --directory <dir>' argument missing",
    ['status', '-C'],
    "option '-C, --directory <dir>' argument missing",
    'holdfast status --help says what there is',
  ],
])('%j', (message, words, fact, hint) => {
  expect(usageError(complaint(message), words)).toMatchObject({
    code: 'usage',
    message: fact,
    hint,
  });
});

import type { CommanderError } from 'commander';
import { StackError } from '../errors.ts';

/**
 * What is wrong with the command line, as every other error is told: the fact, and one hint. Commander puts its guess
 * at what was meant, if it has one, behind the fact.
 */
export function usageError(error: CommanderError, words: readonly string[]): StackError {
  const [fact = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.+)\?\)$/.exec(rest.join(' '))?.[1];
  const help = `${['holdfast', ...commandIn(error, words)].join(' ')} --help`;
  return new StackError('usage', fact.replace(/\.$/, ''), {
    hint: meant === undefined ? `${help} says what there is` : `did you mean ${meant}? ${help} says more`,
    cause: error,
  });
}

function commandIn({ code }: CommanderError, words: readonly string[]): readonly string[] {
  if (code === 'commander.unknownCommand') return [];
  return words.filter((word) => !word.startsWith('-')).slice(0, 1);
}

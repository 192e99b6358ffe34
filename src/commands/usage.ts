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

/** Stands behind the help of the whole. */
export const conventions = `
Exit codes:
  0    good
  1    the answer is no: the host does not fit, the bundle drifted, not everything is proven
  2    bad usage or a bad spec
  3    no container engine, or it failed
  70   a bug of ours
  130  interrupted

Outcomes go to stdout, everything else to stderr. With --json stdout is always JSON: the outcome, or
{ "error": { "code", "message", "hint", "diagnostics" } }.`;

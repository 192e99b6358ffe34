import { InvalidArgumentError, type Command } from 'commander';

/** What `drill` takes on the command line; `DrillFlags` in entry.ts is what comes of it. */
export function addDrillOptions(command: Command): Command {
  return command
    .argument(
      '[drill...]',
      'TARGET:FAULT, A+B for both at once; calm, load alone; limits; disaster, all data destroyed and brought back; heal, for what a killed drill left; none is a tour of a minute',
    )
    .option('--list', 'every target and fault of this stack, and what each can harm', false)
    .option('--dry-run', 'what would be asked of the engine; nothing is done', false)
    .option('--compare', 'two report.json side by side, in place of drills', false)
    .option('--quick', 'eight faults, once each', false)
    .option('--full', 'every target with every fault that destroys nothing', false)
    .option('--random <minutes>', 'single faults at random for so long', parseCount)
    .option('--seed <number>', 'of --random: the same gives the same row; 1 unless said', parseCount)
    .option('--runs <number>', 'how often each, 1 unless said', parseCount)
    .option('--out <dir>', 'where report.html, .json, .md, junit.xml and history.jsonl go')
    .option('--warm-up <seconds>', 'load before the first fault, 5 unless said', parseSeconds)
    .option(
      '--calm <seconds>',
      'load on the whole tier between two faults; at least 2 unless said, 20 with --random',
      parseSeconds,
    )
    .option('--pace <factor>', 'times the usual load', parsePace)
    .option(
      '--rate <number>',
      'beside the usual load so many operations a second on the tier that is drilled; highest: the most at which 99 % take less than 50 ms, looked for before the faults',
      parseRate,
    )
    .option('--minutes <number>', 'for calm: how long the load runs; 10 unless said', parseCount)
    .option(
      '--seconds <number>',
      'limits: how long everything presses at once; disaster: how long it writes before and after the backup',
      parseSeconds,
    )
    .option('--yes <name>', 'the name of the stack, where data of yours could be lost: always for disaster');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('It is a number of seconds from 1 to 3600.');
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1000) return count;
  throw new InvalidArgumentError('It is a number from 1 to 1000.');
}

function parseRate(text: string): number | 'highest' {
  if (text === 'highest') return text;
  const rate = Number(text);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 200_000) return rate;
  throw new InvalidArgumentError('It is a number of operations a second from 1 to 200000, or highest.');
}

function parsePace(text: string): number {
  const pace = Number(text);
  if (pace >= 0.1 && pace <= 20) return pace;
  throw new InvalidArgumentError('It is a factor from 0.1 to 20.');
}

import { createInterface } from 'node:readline/promises';
import { BootstrapError } from './failure.mjs';

/**
 * Says what will be changed on this machine. A person at the terminal is asked and may refuse; `--yes`, CI and a
 * run without a terminal go ahead.
 *
 * @throws BootstrapError (exit 3) on a refusal
 */
export async function consent(
  what,
  lines,
  { yes = false, input = process.stdin, output = process.stderr } = {},
) {
  output.write(`${what}\n${lines.map((line) => `  - ${line}\n`).join('')}`);
  const asks = !yes && process.env['CI'] === undefined && input.isTTY === true && output.isTTY === true;
  if (!asks) return;
  const prompt = createInterface({ input, output });
  const answer = await prompt.question('Go ahead? [y/N] ').finally(() => prompt.close());
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new BootstrapError('Nothing was changed: it was refused.', {
    hint: 'do it yourself, then run this again',
  });
}

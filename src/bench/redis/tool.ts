import { execa } from 'execa';
import type { Target } from './subject.ts';

/** How redis-benchmark is run: as it is, or inside a container that has it. */
export type ToolCommand = readonly string[];

/** Commands of one run: about as long as a client's turn. */
const commands = 400_000;

/** The command as the first that answers to --version, or undefined where none does. */
export async function findTool(candidates: readonly ToolCommand[]): Promise<ToolCommand | undefined> {
  for (const [file = '', ...rest] of candidates) {
    const { exitCode } = await execa(file, [...rest, '--version'], { reject: false });
    if (exitCode === 0) return [file, ...rest];
  }
  return undefined;
}

/** Commands a second; throws when it says no number. */
export async function runTool(
  [file = '', ...rest]: ToolCommand,
  { host, port }: Target,
  mode: readonly string[],
): Promise<number> {
  const where = ['-h', host, '-p', String(port), '-n', String(commands), '-r', '1024', '--csv'];
  const { stdout } = await execa(file, [...rest, ...where, ...mode]);
  const rate = Number(/^"SET[^"]*","([\d.]+)"/m.exec(stdout)?.[1]);
  if (!(rate > 0)) throw new Error(`redis-benchmark said no rate: ${stdout.slice(0, 200)}`);
  return rate;
}

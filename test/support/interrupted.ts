import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { cli, eventually, type TestStack } from './stack.ts';

/** Starts `up` in a process group of its own and sends that group SIGINT, as a terminal does, once it is so far. */
export async function interrupted(
  stack: Pick<TestStack, 'directory'>,
  far: (said: string) => boolean | Promise<boolean>,
) {
  const child = execa('node', [cli, 'up'], {
    cwd: stack.directory,
    detached: true,
    reject: false,
    all: true,
  });
  let said = '';
  child.all.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually('it is so far', 180_000, async () => ((await far(said)) ? true : undefined));
  const from = performance.now();
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
  const { exitCode, all } = await child;
  return { exitCode, all, seconds: (performance.now() - from) / 1000 };
}

/** The bundle is whole, and nothing lies beside it that a write needs only while it lasts. */
export async function leavesNothingHalfWritten(stack: TestStack): Promise<void> {
  const { exitCode, all } = await stack.holdfast('generate', '--check');
  expect(exitCode, all).toBe(0);
  const files = readdirSync(join(stack.directory, 'stack'), { recursive: true }).map(String);
  expect(files.filter((file) => /staging|journal|lock(?!\.json)|\.new$/.test(file))).toEqual([]);
}

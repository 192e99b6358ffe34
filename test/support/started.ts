import { expect, onTestFinished } from 'vitest';
import { TestStack } from './stack.ts';

/** As far as it is read here: `holdfast up --json`. */
interface Up {
  readonly proofs: readonly { readonly title: string; readonly proven: boolean; readonly seen: string }[];
  readonly endpoints: readonly { readonly id: string; readonly address: string }[];
}

/** Starts it through the command, sees everything proven, and takes it down when the test ends. */
export async function started(name: string, spec: string): Promise<{ stack: TestStack; up: Up }> {
  const stack = TestStack.fromSpec(name, `name: ${name}\n${spec}`);
  onTestFinished(() => stack[Symbol.asyncDispose]());
  return { stack, up: await provenUp(stack) };
}

/** Runs the command, which has to prove everything. */
export async function provenUp(stack: TestStack): Promise<Up> {
  const { exitCode, stdout, all } = await stack.holdfast('up', '--json');
  expect(exitCode, all).toBe(0);
  const up = JSON.parse(stdout) as Up;
  expect(up.proofs.filter(({ proven }) => !proven)).toEqual([]);
  return up;
}

/** What the proof with these words in its title has seen. */
export function seen({ proofs }: Up, words: string): string {
  return proofs.find(({ title }) => title.includes(words))?.seen ?? `no proof of ${words}`;
}

export function address({ endpoints }: Up, id: string): string {
  return endpoints.find((endpoint) => endpoint.id === id)?.address ?? `no endpoint ${id}`;
}

/** Services that run, in order. */
export async function services(stack: TestStack): Promise<string[]> {
  return (await stack.compose('ps', '--services')).stdout.split('\n').sort();
}

export async function inside(
  stack: TestStack,
  service: string,
  script: string,
  expected: string,
): Promise<void> {
  const { stdout } = await stack.compose('exec', '-T', service, 'bash', '-c', script);
  expect(stdout).toContain(expected);
}

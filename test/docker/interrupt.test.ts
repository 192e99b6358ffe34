import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { interrupted, leavesNothingHalfWritten } from '../support/interrupted.ts';
import { TestStack } from '../support/stack.ts';

/** While starting: hidden.test.ts. */
it('Ctrl-C while up builds: ends at once, and nothing was started', async () => {
  await using stack = TestStack.fromSpec(
    'interrupt-build',
    'name: interrupt-build\nkafka: false\napps: { slow: { build: . } }',
  );
  writeFileSync(join(stack.directory, 'Dockerfile'), 'FROM debian:trixie-slim\nRUN sleep 300\n');
  const { exitCode, all, seconds } = await interrupted(stack, (said) => said.includes('sleep 300'));
  expect(exitCode, all).toBe(130);
  expect(seconds).toBeLessThan(5);
  expect(all).toContain('interrupted while building images; nothing was started');
  expect((await stack.compose('ps', '--all', '--quiet')).stdout).toBe('');
  await leavesNothingHalfWritten(stack);
});

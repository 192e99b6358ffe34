import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { interrupted } from '../support/interrupted.ts';
import { TestStack } from '../support/stack.ts';

describe('Ctrl-C during up', () => {
  it('while starting: ends at once, says how things are, and the next up goes on', async () => {
    const spec = 'name: interrupt-start\nkafka: { nodes: 1 }\nnginx: false\napps: false\n';
    await using stack = TestStack.fromSpec('interrupt-start', spec);
    const { exitCode, all, seconds } = await interrupted(stack, async () => {
      const words = ['ps', '--filter', 'label=holdfast.stack=interrupt-start', '--format', '{{.Names}}'];
      return (await execa('docker', words)).stdout.includes('redis-1');
    });
    expect(exitCode, all).toBe(130);
    expect(seconds).toBeLessThan(5);
    expect(all).toContain('interrupted while starting; what was started keeps running');
    expect(all).toContain('holdfast up goes on from there');
    await leavesNothingHalfWritten(stack);
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
  });

  it('while building: ends at once, and nothing was started', async () => {
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
});

async function leavesNothingHalfWritten(stack: TestStack): Promise<void> {
  const { exitCode, all } = await stack.holdfast('generate', '--check');
  expect(exitCode, all).toBe(0);
  const files = readdirSync(join(stack.directory, 'stack'), { recursive: true }).map(String);
  expect(files.filter((file) => /staging|journal|lock(?!\.json)|\.new$/.test(file))).toEqual([]);
}

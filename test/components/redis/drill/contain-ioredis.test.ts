import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const file = new URL('../../../../src/components/redis/drill/workload/contain-ioredis.ts', import.meta.url);
const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'esm' });

/** In a process of its own, which either lives or ends. */
function rejecting(message: string, stack: string) {
  const source = `${code}
    containIoredis();
    console.error('[ioredis] Unhandled error event:', 'noise');
    console.error('words of others');
    const error = new Error(${JSON.stringify(message)});
    error.stack = ${JSON.stringify(stack)};
    Promise.reject(error);
    setTimeout(() => console.log('lives'), 50);
  `;
  return execa('node', ['--input-type=module', '--eval', source], { reject: false });
}

test('a rejection that ioredis leaves behind ends nothing, and its noise is not heard', async () => {
  const { exitCode, stdout, stderr } = await rejecting(
    'Connection is closed.',
    'Error\n at close (node_modules/ioredis/x.js)',
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'lives' });
  expect(stderr).toBe('words of others');
});

test.each([
  ['Connection is closed.', 'Error\n at ours.ts'],
  ['a bug', 'Error\n at node_modules/ioredis/x.js'],
])('any other ends the process as before: %s', async (message, stack) => {
  expect((await rejecting(message, stack)).exitCode).not.toBe(0);
});

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { TestStack } from '../support/stack.ts';
import { demoCases } from './article/demo.ts';
import { drillCases, slo } from './article/drill.ts';

/** One stack for both, because starting one takes longer than most cases. What hurts it comes last. */
describe('example 02, the whole stack', () => {
  const stack = TestStack.fromExample('test-article', '02-article');

  beforeAll(async () => {
    appendFileSync(join(stack.directory, 'stack.yaml'), slo);
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  describe('the demo app', () => {
    demoCases(stack);
  });
  describe('drill', () => {
    drillCases(stack);
  });
});

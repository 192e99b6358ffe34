import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { TestStack } from '../support/stack.ts';
import { clientCases } from './stores/clients.ts';
import { rollCases } from './stores/roll.ts';
import { illStatusCases, statusCases } from './stores/status.ts';

/**
 * One stack for all, because starting one takes longer than most cases. It is started by Compose alone, so that no proof has
 * written yet, and with a setting more than the example has, so that `up` has something to roll. What hurts it comes last.
 */
describe('example 06, the two stores', () => {
  const stack = TestStack.fromExample('test-stores', '06-stores-only');
  const file = join(stack.directory, 'stack.yaml');
  const example = readFileSync(file, 'utf8');

  beforeAll(async () => {
    appendFileSync(file, 'redis: { config: { slowlog-max-len: 64 } }\n');
    const generated = await stack.holdfast('generate');
    expect(generated.exitCode, generated.all).toBe(0);
    await stack.compose('up', '-d', '--wait', '--quiet-pull');
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  describe('status of a whole stack', () => {
    statusCases(stack);
  });
  describe('up on a running stack', () => {
    rollCases(stack, example);
  });
  describe('the settings in stack/clients work as they are', () => {
    clientCases(stack);
  });
  describe('status of a hurt stack', () => {
    illStatusCases(stack);
  });
});

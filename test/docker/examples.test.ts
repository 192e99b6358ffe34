import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestStack } from '../support/stack.ts';

/** 01 is what stack.test.ts hurts, 02 and 06 are started by article.test.ts and stores.test.ts. */
describe('every other example starts and is proven', () => {
  it('03: an app of its own writes to both stores', async () => {
    await using stack = TestStack.fromExample('test-ownapp', '03-own-app');
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    const answer = await fetch(`http://127.0.0.1:${String(await stack.port('nginx', 80))}/`);
    expect(await answer.text()).toMatch(/^visit \d+, in Kafka as visits\/[012] at \d+\n$/);
  });

  it('04: an existing project keeps its services and gets the stack beside them', async () => {
    await using stack = TestStack.fromExample('test-bookshop', '04-existing-project');
    const before = readFileSync(join(stack.directory, 'compose.yaml'), 'utf8');
    await stack.holdfast('generate');
    expect(readFileSync(join(stack.directory, 'compose.yaml'), 'utf8')).toBe(before);
    const adopted = await stack.holdfast('generate', '--adopt');
    expect(adopted.exitCode, adopted.all).toBe(0);
    const after = readFileSync(join(stack.directory, 'compose.yaml'), 'utf8');
    expect(after).toContain("# The project's own database stays as it is.");
    writeFileSync(join(stack.directory, 'compose.yaml'), `${after}${joined}`);
    await stack.compose('up', '-d', '--wait');
    const { stdout } = await stack.compose('exec', '-T', 'joined', 'bash', '-c', joinedSees);
    expect(stdout).toMatch(/^43 .*KAFKA_BROKERS/s);
    expect((await stack.compose('ps', '--services')).stdout).toContain('files');
  });

  it('05: two stacks side by side never collide', async () => {
    await using red = TestStack.fromExample('test-red', '05-two-stacks/red');
    await using blue = TestStack.fromExample('test-blue', '05-two-stacks/blue');
    const first = await red.holdfast('up');
    expect(first.exitCode, first.all).toBe(0);
    const second = await blue.holdfast('up');
    expect(second.exitCode, second.all).toBe(0);
    const [redClient, blueClient] = [await red.redis(), await blue.redis()];
    await redClient.set('test:colour', 'red');
    await blueClient.set('test:colour', 'blue');
    expect(await redClient.get('test:colour')).toBe('red');
    redClient.disconnect();
    blueClient.disconnect();
    const again = await red.holdfast('generate', '--check');
    expect(again.exitCode, again.all).toBe(0);
  });
});

/** A service of the user's that joins the stack. */
const joined = `
  joined:
    extends: { file: stack/connect.yaml, service: connect }
    image: debian:trixie-slim
    command: [sleep, infinity]
    init: true
`;

const joinedSees =
  'wc -c < "$REDIS_PASSWORD_FILE" | tr -d "\\n"; echo " $(env | grep -o "^[A-Z_]*" | sort | tr "\\n" " ")"';

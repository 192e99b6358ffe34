import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { interrupted, leavesNothingHalfWritten } from '../support/interrupted.ts';
import { address, inside, provenUp, seen } from '../support/started.ts';
import { TestStack } from '../support/stack.ts';

const name = 'variant-hidden';

/** The whole stack with `publish: false`, which keeps the stores off the host. The second case goes on from the first. */
describe('a stack that is shut off from the host', () => {
  const stack = TestStack.fromSpec(name, `name: ${name}\npublish: false\n`);

  afterAll(() => stack[Symbol.asyncDispose]());

  it('Ctrl-C while up starts it: ends at once, says how things are, and leaves nothing half written', async () => {
    const { exitCode, all, seconds } = await interrupted(stack, async () => {
      const words = ['ps', '--filter', `label=holdfast.stack=${name}`, '--format', '{{.Names}}'];
      return (await execa('docker', words)).stdout.includes('redis-1');
    });
    expect(exitCode, all).toBe(130);
    expect(seconds).toBeLessThan(5);
    expect(all).toContain('interrupted while starting; what was started keeps running');
    expect(all).toContain('holdfast up goes on from there');
    await leavesNothingHalfWritten(stack);
  });

  it('the next up goes on from there; the door is open, and the stores work inside', async () => {
    const up = await provenUp(stack);
    expect(up.endpoints.map(({ id }) => id)).toEqual(['nginx']);
    expect((await fetch(`http://${address(up, 'nginx')}/`)).status).toBe(200);
    expect(seen(up, 'not from the host')).toContain('read in 3 containers');
    const format = '{{range $port, $at := .HostConfig.PortBindings}}{{$port}} {{end}}';
    const { stdout: ids } = await stack.compose('ps', '--quiet');
    const bound = await execa('docker', ['inspect', '--format', format, ...ids.split('\n')]);
    expect(bound.stdout.trim()).toBe('80/tcp');
    const network = ['network', 'inspect', '--format', '{{.Internal}}', `${name}-net`];
    expect((await execa('docker', network)).stdout).toBe('true');
    await inside(
      stack,
      'redis-1',
      'redis-as app -h "$(getent hosts redis-endpoint | cut -d " " -f 1)" -p 6379 SET test:hidden here',
      'OK',
    );
    await inside(stack, 'nginx', requestOf('/'), 'HTTP/1.1 200');
    const tools = await stack.compose('run', '--rm', 'kafka-cli', 'topics', '--list');
    expect(tools.stdout).toContain('example-topic');
  });
});

function requestOf(path: string): string {
  return `exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3; timeout 5 cat <&3`;
}

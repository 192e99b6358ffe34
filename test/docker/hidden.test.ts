import { execa } from 'execa';
import { expect, it } from 'vitest';
import { address, inside, seen, started } from '../support/started.ts';

it('publish: false, which keeps the stores off the host, leaves the door open and works inside', async () => {
  const { stack, up } = await started('variant-hidden', 'publish: false\n');
  expect(up.endpoints.map(({ id }) => id)).toEqual(['nginx']);
  expect((await fetch(`http://${address(up, 'nginx')}/`)).status).toBe(200);
  expect(seen(up, 'not from the host')).toContain('read in 3 containers');
  const format = '{{range $port, $at := .HostConfig.PortBindings}}{{$port}} {{end}}';
  const { stdout: ids } = await stack.compose('ps', '--quiet');
  const bound = await execa('docker', ['inspect', '--format', format, ...ids.split('\n')]);
  expect(bound.stdout.trim()).toBe('80/tcp');
  const network = ['network', 'inspect', '--format', '{{.Internal}}', 'variant-hidden-net'];
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

function requestOf(path: string): string {
  return `exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3; timeout 5 cat <&3`;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestStack } from '../support/stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The default stack, which is example 01 as well, made by the literal two steps in a directory with the package installed
 * and then restarted in every way there is. The client lives through all of it: one that has to be made anew would hide
 * that it never came back.
 */
describe('the default stack', () => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-two-steps-'));
  const stack = new TestStack('test-twosteps', join(home, 'test-twosteps'));
  let redis: Redis;

  beforeAll(async () => {
    await installPackage(stack.directory, home);
    const generated = await execa('npx', ['generate'], { cwd: stack.directory, all: true });
    expect(generated.all).toContain('stack.yaml');
    await stack.compose('up', '-d', '--wait');
    redis = await stack.redis();
  });

  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
    redis.disconnect();
  });

  it('answers after npx generate and docker compose up', async () => {
    const answer = await fetch(`http://127.0.0.1:${String(await stack.port('nginx', 80))}/`);
    expect(answer.status).toBe(200);
  });

  it('brings Nginx back by itself when its process dies', async () => {
    const url = `http://127.0.0.1:${String(await stack.port('nginx', 80))}/`;
    const { stdout: id } = await stack.compose('ps', '-q', 'nginx');
    // Not `docker kill`, which switches the restart policy off. The exec itself dies with the container.
    const kill = 'kill -9 "$(cat /tmp/nginx.pid)"';
    await stack.compose('exec', '-T', 'nginx', 'bash', '-c', kill).catch(() => undefined);
    await eventually('the engine restarts it', 10_000, async () =>
      (await restarts(id)) > 0 ? true : undefined,
    );
    const status = await eventually('Nginx answers', 10_000, async () => (await fetch(url)).status);
    expect(status).toBe(200);
  });

  it.each([
    ['down, then up', [['down'], ['up', '-d', '--wait']]],
    ['kill of everything, then up', [['kill'], ['up', '-d', '--wait']]],
    // Last, because nothing waits for its end but the up of the next case.
    ['restart', [['restart', '--timeout', '30']]],
  ])('keeps all data over %s', async (_title, commands) => {
    await eventually('the write is taken', 20_000, async () => redis.set('test:kept', _title));
    for (const command of commands) await stack.compose(...command);
    const value = await eventually(
      'the value is read',
      30_000,
      async () => (await redis.get('test:kept')) ?? undefined,
    );
    expect(value).toBe(_title);
    const { kafka } = await stack.kafka();
    const admin = kafka.admin();
    await eventually('the cluster answers', 30_000, async () => admin.connect().then(() => true));
    expect(await admin.listTopics()).toContain('example-topic');
    await admin.disconnect();
  });

  it('is proven by up, which finds it running', async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
  });
});

/** The package as it would be published, installed there as a user would. */
async function installPackage(directory: string, scratch: string): Promise<void> {
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', scratch];
  const { stdout } = await execa('npm', pack, { cwd: root });
  const tarball = join(scratch, stdout.trim().split('\n').at(-1) ?? '');
  await execa('npm', ['install', '--prefix', directory, '--no-audit', '--no-fund', tarball]);
}

async function restarts(container: string): Promise<number> {
  const { stdout } = await execa('docker', ['inspect', '--format', '{{.RestartCount}}', container]);
  return Number(stdout);
}

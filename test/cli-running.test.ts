import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runBin, useBins } from './support/cli.ts';
import { FakeDaemon, silence, type Answer } from './support/fake-daemon.ts';
import { fakeDocker } from './support/fake-docker.ts';
import { eventually } from './support/stack.ts';

const bins = useBins();
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
  // A port that nobody has: what else listens on this machine does not matter.
  writeFileSync(join(root, 'stack.yaml'), 'name: cli-test\npublish: false\nnginx: 52080\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A machine that fits and on which nothing runs. */
const machine: Record<string, Answer> = {
  'GET /info': () => ({
    json: {
      ServerVersion: '26.1.5',
      MemTotal: 8 * 2 ** 30,
      NCPU: 2,
      CgroupVersion: '2',
      MemoryLimit: true,
      SwapLimit: true,
      PidsLimit: true,
      CPUShares: true,
    },
  }),
  'GET /networks': () => ({ json: [] }),
  'GET /volumes': () => ({ json: { Volumes: [] } }),
  'GET /images/json': () => ({ json: [] }),
  'GET /containers/json': () => ({ json: [] }),
};

/** A docker command that answers what `up` asks before it starts anything, and does `starting` when it does. */
const dockerThat = (starting: string) => `
case "$*" in
  *"compose version"*) echo 2.26.1;;
  *"buildx version"*) echo "buildx v0.13.1";;
  *config*) echo "{}";;
  *) ${starting};;
esac`;

const volumes = ['cli-test-backup', 'cli-test-redis-1-data'];
const withVolumes: Record<string, Answer> = {
  ...machine,
  'GET /volumes': () => ({ json: { Volumes: volumes.map((Name) => ({ Name })) } }),
  'DELETE /volumes/cli-test-backup': () => ({ status: 204 }),
  'DELETE /volumes/cli-test-redis-1-data': () => ({ status: 204 }),
};

describe('Ctrl-C', () => {
  test('while `up` starts: Compose is told and waited for, exit 130, and the bundle stays', async () => {
    const tidying =
      'trap "sleep 0.2; touch tidied; exit 130" INT; touch started; while :; do sleep 0.05; done';
    const docker = fakeDocker(dockerThat(tidying));
    const daemon = await FakeDaemon.start(machine);
    const running = runBin(bins.holdfast, ['up', '--json'], { cwd: root, env: { DOCKER_HOST: daemon.host } });
    await there('started');
    running.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode, stderr).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } });
    expect(stderr).toMatch(/^error: interrupted while starting; what was started keeps running\nhint: /m);
    expect(readdirSync(root)).toEqual(expect.arrayContaining(['tidied', 'stack']));
    expect(docker.calls().at(-1)).toMatch(/ up --detach --wait$/);
  });

  test.each(['doctor', 'status', 'up'])('while an engine hangs: %s ends at once', async (command) => {
    fakeDocker(dockerThat('exit 1'));
    const daemon = await FakeDaemon.start({
      ...machine,
      'GET /info': silence,
      'GET /containers/json': silence,
    });
    const running = runBin(bins.holdfast, [command], { cwd: root, env: { DOCKER_HOST: daemon.host } });
    await eventually('the engine was asked', 15_000, () =>
      Promise.resolve(daemon.asked.some(({ route }) => /info|containers/.test(route)) || undefined),
    );
    const asked = performance.now();
    running.kill('SIGINT');
    expect(await running).toMatchObject({ exitCode: 130, stdout: '' });
    expect(performance.now() - asked).toBeLessThan(5000);
  });

  test('while another command is asked for its version: stops in order', async () => {
    fakeDocker('touch asked; sleep 3; echo 2.26.1');
    const daemon = await FakeDaemon.start(machine);
    const running = runBin(bins.holdfast, ['doctor'], { cwd: root, env: { DOCKER_HOST: daemon.host } });
    await there('asked');
    running.kill('SIGINT');
    expect(await running).toMatchObject({ exitCode: 130, stdout: '', stderr: 'error: interrupted' });
  });

  test('a second one ends it at once, whatever it waits for', async () => {
    fakeDocker(dockerThat('trap "touch told" INT; touch started; for i in {1..100}; do sleep 0.1; done'));
    const daemon = await FakeDaemon.start(machine);
    const running = runBin(bins.holdfast, ['up'], { cwd: root, env: { DOCKER_HOST: daemon.host } });
    await there('started');
    running.kill('SIGINT');
    await there('told');
    running.kill('SIGINT');
    expect(await running).toMatchObject({ signal: 'SIGINT' });
  });
});

/** A fake command is so far: it has left this file. */
async function there(file: string): Promise<void> {
  await eventually(file, 15_000, () => Promise.resolve(existsSync(join(root, file)) || undefined));
}

describe('down --volumes', () => {
  test('where nobody can be asked is refused, with the words that would do it', async () => {
    const docker = fakeDocker('exit 0');
    const daemon = await FakeDaemon.start(withVolumes);
    const env = { DOCKER_HOST: daemon.host };
    const { exitCode, stderr } = await runBin(bins.holdfast, ['down', '--volumes'], { cwd: root, env });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /its name was not typed, so nothing was done\nhint: holdfast down --volumes --yes cli-test$/,
    );
    expect(docker.calls()).toEqual([]);
    expect(daemon.asked).toEqual([]);
  });

  test('with the name removes this stack’s volumes, found by label, after it has stopped', async () => {
    const docker = fakeDocker('exit 0');
    const daemon = await FakeDaemon.start(withVolumes);
    const words = ['down', '--volumes', '--yes', 'cli-test', '--json'];
    const { exitCode, stdout } = await runBin(bins.holdfast, words, {
      cwd: root,
      env: { DOCKER_HOST: daemon.host },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ removedVolumes: volumes });
    expect(docker.calls()).toEqual(['compose --ansi never --progress plain down']);
    expect(daemon.asked.map(({ route }) => route)).toEqual([
      'GET /containers/json',
      'GET /volumes',
      ...volumes.map((name) => `DELETE /volumes/${name}`),
    ]);
    expect(daemon.asked[1]?.query.get('filters')).toBe('{"label":["holdfast.stack=cli-test"]}');
  });

  // util-linux's `script` lends a terminal to a command; its options differ elsewhere.
  const terminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

  test.skipIf(!terminal).each([
    ['the name', 'cli-test\r', 0, volumes],
    ['another name', 'other\r', 2, []],
    ['nothing', '\r', 2, []],
    ['Ctrl-D', '\u0004', 2, []],
    ['Ctrl-C', '\u0003', 130, []],
  ])('at a terminal asks; answered with %s', async (_what, keys, code, removed) => {
    fakeDocker('exit 0');
    const daemon = await FakeDaemon.start(withVolumes);
    const command = `'${process.execPath}' '${bins.holdfast}' down --volumes`;
    const session = execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: root,
      env: { DOCKER_HOST: daemon.host, TERM: 'xterm' },
      reject: false,
      timeout: 30_000,
    });
    let screen = '';
    session.stdout.on('data', (chunk: Buffer) => {
      const before = screen;
      screen += chunk.toString();
      if (!before.includes('remove them: ') && screen.includes('remove them: ')) session.stdin.write(keys);
    });
    const { exitCode } = await session;
    expect(exitCode, screen).toBe(code);
    for (const volume of volumes) expect(screen).toContain(`  ${volume}`);
    const deleted = daemon.asked.filter(({ route }) => route.startsWith('DELETE'));
    expect(deleted.map(({ route }) => route.split('/').at(-1))).toEqual(removed);
  });
});

test('a stack is stopped though its spec was broken since', async () => {
  const docker = fakeDocker('exit 0');
  const daemon = await FakeDaemon.start(machine);
  const env = { DOCKER_HOST: daemon.host };
  expect((await runBin(bins.generate, [], { cwd: root, env })).exitCode).toBe(0);
  writeFileSync(join(root, 'stack.yaml'), 'name: [');
  const { exitCode, stdout } = await runBin(bins.holdfast, ['down'], { cwd: root, env });
  expect([exitCode, stdout]).toEqual([0, 'stopped; every volume is kept']);
  expect(docker.calls()).toEqual(['compose --ansi never --progress plain down']);
});

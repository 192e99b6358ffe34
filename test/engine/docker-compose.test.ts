import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCompose } from '../../src/engine/docker-compose.ts';
import { exitCodeOf, StackError } from '../../src/errors.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { eventually } from '../support/stack.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-compose-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function failure(run: Promise<unknown>): Promise<StackError> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StackError)) throw new Error(`expected a StackError, got ${String(error)}`);
  return error;
}

describe('docker compose', () => {
  test('runs where compose.yaml is and gives back what it prints', async () => {
    const docker = fakeDocker('pwd; echo "on stderr" >&2');
    const lines: string[] = [];
    const printed = await runCompose(['config', '--format', 'json'], {
      directory,
      onLine: (line) => lines.push(line),
    });
    expect(printed).toBe(directory);
    expect(lines.sort()).toEqual([directory, 'on stderr'].sort());
    expect(docker.calls()).toEqual(['compose --ansi never --progress plain config --format json']);
  });

  test('gets no stdin: a question of its own would wait for ever', async () => {
    fakeDocker('cat; echo read');
    expect(await runCompose(['up'], { directory })).toBe('read');
  });

  test('that fails ends in exit 3 with its last words, not its first', async () => {
    fakeDocker('for i in $(seq 40); do echo "line $i" >&2; done; exit 17');
    const error = await failure(runCompose(['up', '--wait'], { directory }));
    expect(error.message).toBe('docker compose up failed (exit 17)');
    expect(exitCodeOf(error)).toBe(3);
    const words = error.diagnostics.map(({ message }) => message);
    expect(words.at(-1)).toBe('line 40');
    expect(words).not.toContain('line 1');
  });

  test.each([
    ['Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', /start the engine/],
    ['Bind for 127.0.0.1:8080 failed: port is already allocated', /holdfast doctor says which port/],
    ['container shop-redis-1-1 is unhealthy', /docker compose logs SERVICE/],
    ['no configuration file provided: not found', /holdfast generate/],
    ['something nobody has met', /holdfast doctor/],
  ])('that says %j leads to a hint', async (words, hint) => {
    fakeDocker(`echo ${JSON.stringify(words)} >&2; exit 1`);
    const error = await failure(runCompose(['up'], { directory }));
    expect(error.hint).toMatch(hint);
    expect(error.diagnostics).toEqual([{ message: words }]);
  });

  test.each(["docker: 'compose' is not a docker command.", 'unknown flag: --ansi'])(
    'that is missing (%s) is called missing',
    async (words) => {
      fakeDocker(`echo ${JSON.stringify(words)} >&2; exit 125`);
      const error = await failure(runCompose(['up'], { directory }));
      expect(error).toMatchObject({ code: 'engine', message: 'Docker has no Compose plugin' });
      expect(error.hint).toMatch(/install Compose/);
    },
  );

  test.each([undefined, () => undefined])('without any docker command', async (onLine) => {
    fakeDocker();
    const error = await failure(runCompose(['up'], { directory, ...(onLine ? { onLine } : {}) }));
    expect(error).toMatchObject({ code: 'engine', message: 'the docker command is not installed' });
  });
});

describe('an abort', () => {
  const abortable = () => {
    const controller = new AbortController();
    const abort = () => {
      controller.abort(new StackError('interrupted', 'interrupted'));
    };
    return { abort, signal: controller.signal };
  };
  const started = () => eventually('it started', 5000, async () => (await exists('started')) || undefined);
  const exists = (name: string) => Promise.resolve(existsSync(join(directory, name)));

  test('beforehand starts nothing', async () => {
    const docker = fakeDocker('exit 0');
    const { abort, signal } = abortable();
    abort();
    await expect(runCompose(['up'], { directory, signal })).rejects.toMatchObject({ code: 'interrupted' });
    expect(docker.calls()).toEqual([]);
  });

  test('lets Compose end by itself, and waits for it', async () => {
    fakeDocker('trap "sleep 0.2; touch tidied; exit 130" INT; touch started; while :; do sleep 0.05; done');
    const { abort, signal } = abortable();
    const running = failure(runCompose(['up'], { directory, signal }));
    await started();
    abort();
    const error = await running;
    expect(exitCodeOf(error)).toBe(130);
    expect(await exists('tidied')).toBe(true);
  });

  test('that Compose does not mind ends it, and the plugin below it, after a while', async () => {
    fakeDocker(
      'trap "" INT; (trap "" INT; touch started; while :; do echo . >> pulse; sleep 0.02; done) & wait; wait',
    );
    const { abort, signal } = abortable();
    const running = failure(runCompose(['up'], { directory, signal }, 200));
    await started();
    abort();
    expect((await running).code).toBe('interrupted');
    const pulse = readFileSync(join(directory, 'pulse'), 'utf8');
    await sleep(200);
    expect(readFileSync(join(directory, 'pulse'), 'utf8')).toBe(pulse);
  });

  test('that comes when all is done is no error of ours', async () => {
    fakeDocker('echo done');
    const { abort, signal } = abortable();
    expect(await runCompose(['up'], { directory, signal })).toBe('done');
    abort();
  });
});

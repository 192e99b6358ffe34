import { describe, expect, test } from 'vitest';
import { newestImages } from '../../src/commands/images.ts';
import { StackError } from '../../src/errors.ts';
import { FakeEngine } from '../support/fake-engine.ts';

const labels = { 'holdfast.stack': 'shop' };
const config = JSON.stringify({
  services: {
    'redis-1': { image: 'holdfast-redis:1', build: { context: '/x/stack/images/redis' }, labels },
    'redis-2': { image: 'holdfast-redis:1', build: { context: '/x/stack/images/redis' }, labels },
    'web-1': { image: 'shop-web', build: { context: '/x/app' }, labels },
    nginx: { image: 'acme/nginx:1', labels },
    'admin-1': { image: 'acme/admin:2', labels },
    'admin-2': { image: 'acme/admin:2', labels },
    mine: { image: 'mine' },
    'mine-too': { image: 'mine-too', build: { context: '/x/mine' } },
  },
});
const options = { directory: '/x', signal: new AbortController().signal };

/** What the engine was asked, what was said loudly, and how it ended. */
async function upgrade(anew: boolean, fail: (command: string) => Error | undefined = () => undefined) {
  const notes: string[] = [];
  const engine = new FakeEngine({
    images: ['holdfast-redis:1'],
    compose: (command) => {
      const error = fail(command.join(' '));
      return error === undefined ? '' : Promise.reject(error);
    },
  });
  const images = newestImages(anew, (line) => notes.push(line));
  const error: unknown = await images(engine, config, options, () => undefined).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { calls: engine.calls, notes, error };
}

describe('the newest images', () => {
  test('are pulled where the spec names them, and built on the newest base where it does not; the user’s own are not ours', async () => {
    const { calls, notes } = await upgrade(false);
    expect(calls).toEqual([
      'compose pull --quiet nginx admin-1',
      'compose build --pull redis-1 web-1',
      'keep equal holdfast-redis:1',
    ]);
    expect(notes).toEqual([]);
  });

  test('have every package anew when asked', async () => {
    expect((await upgrade(true)).calls).toContain('compose build --pull --no-cache redis-1 web-1');
  });

  test('stand on the base that is here when its registry gives none, which is said', async () => {
    const message =
      'failed to solve: debian:trixie-slim: failed to resolve source metadata for docker.io/library/debian:trixie-slim: no such host';
    const { calls, notes, error } = await upgrade(false, (command) =>
      command.includes('--pull')
        ? new StackError('engine', 'failed', { diagnostics: [{ message }] })
        : undefined,
    );
    expect(error).toBeUndefined();
    expect(calls.slice(-3, -1)).toEqual([
      'compose build --pull redis-1 web-1',
      'compose build redis-1 web-1',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/^debian:trixie-slim: .*the base image that is here stays$/),
    ]);
  });

  test.each([['pull'], ['build']])('any other failure of %s is a failure', async (verb) => {
    const failure = new StackError('engine', 'failed', {
      diagnostics: [{ message: 'apt-get: exit code 100' }],
    });
    const { error } = await upgrade(false, (command) => (command.startsWith(verb) ? failure : undefined));
    expect(error).toBe(failure);
  });
});

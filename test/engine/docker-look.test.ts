import { afterEach, describe, expect, test, vi } from 'vitest';
import { dockerEngine } from '../../src/engine/docker.ts';
import { FakeDaemon, frame, type Answer, type Conversation } from '../support/fake-daemon.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A daemon that has these images, and whose container says what the conversation says. */
async function daemonWith(
  tags: readonly (string | null)[],
  says: Conversation = () => undefined,
  start: Answer = () => ({ status: 204 }),
) {
  const routes: Record<string, Answer> = {
    'GET /images/json': () => ({ json: tags.map((tag) => ({ RepoTags: tag === null ? null : [tag] })) }),
    'POST /containers/create': () => ({ status: 201, json: { Id: 'look' } }),
    'POST /containers/look/start': start,
    'DELETE /containers/look': () => ({ status: 204 }),
  };
  const daemon = await FakeDaemon.start(routes, says);
  vi.stubEnv('DOCKER_HOST', daemon.host);
  const asked = (route: string) => daemon.asked.find((one) => one.route === route);
  return { engine: dockerEngine(), asked };
}

describe('a look inside', () => {
  test('is what a container of an image that is there prints; it has no network, and the engine removes it', async () => {
    const { engine, asked } = await daemonWith([null, 'postgres:17', 'debian:trixie-slim'], (stream) => {
      stream.end(Buffer.concat([frame(1, '[maps]\n65530\n'), frame(2, 'oh no')]));
    });
    expect(await engine.lookInside('cat /proc/sys/vm/max_map_count')).toEqual({
      printed: '[maps]\n65530\n',
      image: 'debian:trixie-slim',
    });
    expect(JSON.parse(asked('POST /containers/create')?.body ?? '{}')).toMatchObject({
      Image: 'debian:trixie-slim',
      Entrypoint: ['/bin/sh', '-c', 'cat /proc/sys/vm/max_map_count'],
      HostConfig: { AutoRemove: true, NetworkMode: 'none', CapDrop: ['ALL'] },
    });
    // Nothing is fetched for it.
    expect(asked('POST /images/create')).toBeUndefined();
  });

  test.each([[[]], [['postgres:17', 'registry.example/debian:12']]])(
    'with the images %j is none, and says how to get one',
    async (tags) => {
      const { engine, asked } = await daemonWith(tags);
      expect(await engine.lookInside('true')).toEqual({
        unknown: 'no image is there to look from',
        fix: 'docker pull debian:trixie-slim',
      });
      expect(asked('POST /containers/create')).toBeUndefined();
    },
  );

  test('that takes too long is given up', async () => {
    const { engine } = await daemonWith(['alpine:3.22'], (stream) => {
      stream.resume().on('end', () => stream.end());
    });
    const began = performance.now();
    expect(await engine.lookInside('sleep 60')).toEqual({
      unknown: 'no answer from a container within 1.2 s',
      fix: 'docker run --rm alpine:3.22 true',
    });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('whose container does not start says why, and leaves none', async () => {
    const bye: Conversation = (stream) => stream.resume().on('end', () => stream.end());
    const { engine, asked } = await daemonWith(['busybox:1.37'], bye, () => ({
      status: 500,
      json: { message: 'no space left on device' },
    }));
    await expect(engine.lookInside('true')).rejects.toThrow('no space left on device');
    expect(asked('DELETE /containers/look')?.query.get('force')).toBe('true');
  });
});

import { Duplex, PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import type { InsideLook } from './engine.ts';

/** How long the look may take with the container's start, ms: `doctor` has three seconds for everything. */
const limit = 1_200;

/** Small images with a shell, for who has none of ours yet; busybox's shell and dd do as well as coreutils'. */
const withShell = /^(?:holdfast-|debian:|ubuntu:|alpine:|busybox:)/;

/**
 * Runs a script in a container of an image that is there and has a shell. Never pulls. The engine removes the container
 * when the script ends, so that nobody waits for that; the script must therefore end by itself.
 */
export async function lookInside(docker: Docker, script: string): Promise<InsideLook> {
  const image = await imageWithShell(docker);
  if (image === undefined) {
    return { unknown: 'no image is there to look from', fix: 'docker pull debian:trixie-slim' };
  }
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/bin/sh', '-c', script],
    Cmd: [],
    User: '0',
    Labels: { 'holdfast.look': 'true' },
    // What is measured must be the engine's own disk: the writable layer is on it, a tmpfs would not be.
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      Memory: 64 * 1024 * 1024,
      PidsLimit: 32,
      CapDrop: ['ALL'],
    },
  });
  const printed = await printedBy(docker, container);
  if (printed !== undefined) return { printed, image };
  const unknown = `no answer from a container within ${String(limit / 1000)} s`;
  return { unknown, fix: `docker run --rm ${image} true` };
}

async function imageWithShell(docker: Docker): Promise<string | undefined> {
  const images = await docker.listImages();
  return images.flatMap((image) => image.RepoTags ?? []).find((tag) => withShell.test(tag));
}

async function printedBy(docker: Docker, container: Docker.Container): Promise<string | undefined> {
  const stream = await container.attach({ stream: true, hijack: true, stdout: true, stderr: true });
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  docker.modem.demuxStream(stream, out, new PassThrough().resume());
  const ended = finished(stream, { writable: false });
  // It fails when the stream is destroyed below, maybe before anybody awaits it.
  ended.catch(() => undefined);
  try {
    return await withinLimit(
      started(container).then(() => ended),
      () => Buffer.concat(chunks).toString('utf8'),
    );
  } finally {
    // Its type has no destroy(); it is a socket.
    if (stream instanceof Duplex) stream.destroy();
  }
}

/** One that never ran is not removed by the engine: it is removed here. */
async function started(container: Docker.Container): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    await container.remove({ force: true });
    throw error;
  }
}

/** Undefined when the work is not done in time. What comes of it later, an error included, is nobody's any more. */
async function withinLimit<T>(work: Promise<unknown>, result: () => T): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, limit);
  });
  work.catch(() => undefined);
  try {
    return (await Promise.race([work, late])) === 'late' ? undefined : result();
  } finally {
    clearTimeout(timer);
  }
}

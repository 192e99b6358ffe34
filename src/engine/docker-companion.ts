import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { besideLabel } from './docker-beside.ts';
import type { Companion, CompanionOptions } from './engine.ts';

/** Of what it complains about, as many characters are kept; and how long they may take once it has ended, ms. */
const lastWords = 2000;
const lastWordsWithin = 500;

/**
 * Starts it with stdin attached, and stdin only once: when whoever talks to it is gone, however that came about, the engine
 * closes its stdin, and a program that ends with its stdin leaves nothing behind.
 */
export async function startCompanion(
  docker: Docker,
  image: string,
  command: readonly string[],
  options: CompanionOptions,
): Promise<Companion> {
  const container = await docker.createContainer(described(image, command, options));
  try {
    const stream = await container.attach({
      stream: true,
      hijack: true,
      stdin: true,
      stdout: true,
      stderr: true,
    });
    const complaints = listen(docker, stream, options.onLine);
    await container.start();
    const ended = endOf(container, stream, complaints);
    return {
      say: (line) => {
        if (stream.writable) stream.write(`${line}\n`);
      },
      ended,
      remove: async () => {
        stream.end();
        await unlessGone(container.remove({ force: true, v: true }));
      },
    };
  } catch (error) {
    await unlessGone(container.remove({ force: true, v: true }));
    throw error;
  }
}

function described(
  image: string,
  command: readonly string[],
  { stack, name, network, memoryMiB, cpuShares }: CompanionOptions,
): ContainerCreateOptions & { readonly name: string } {
  const memory = memoryMiB * 1024 * 1024;
  return {
    name,
    Image: image,
    Entrypoint: [...command],
    Cmd: [],
    WorkingDir: '/',
    User: '10001:10001',
    Healthcheck: { Test: ['NONE'] },
    Labels: { [besideLabel]: stack },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: network,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: memory,
      MemorySwap: memory,
      PidsLimit: 32,
      CpuShares: cpuShares,
      // Where memory is short the kernel is to take this first, not what it looks at.
      OomScoreAdj: 500,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

/** Hands on each line of stdout. @returns the last that it said on stderr */
function listen(
  docker: Docker,
  stream: NodeJS.ReadWriteStream,
  onLine: (line: string) => void,
): () => string {
  const out = new PassThrough();
  const err = new PassThrough();
  let complaints = '';
  err.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString('utf8')).slice(-lastWords)));
  createInterface({ input: out }).on('line', onLine);
  docker.modem.demuxStream(stream, out, err);
  // What breaks off is told by the container's end.
  stream.on('error', () => undefined);
  return () => complaints;
}

async function endOf(
  container: Docker.Container,
  stream: NodeJS.ReadWriteStream,
  complaints: () => string,
): Promise<string> {
  const heard = finished(stream, { writable: false }).catch(() => undefined);
  try {
    const { StatusCode } = (await container.wait()) as { readonly StatusCode: number };
    // Its last words may still be on their way.
    await Promise.race([heard, sleep(lastWordsWithin)]);
    return errorIn(complaints()) ?? `it ended with ${String(StatusCode)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Of a stack trace, the line that says what went wrong. */
function errorIn(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
}

/** Removes what works beside a stack, running or not. */
export async function removeCompanions(docker: Docker, stack: string): Promise<number> {
  const filters = { label: [`${besideLabel}=${stack}`] };
  const found = await docker.listContainers({ all: true, filters });
  await Promise.all(
    found.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }))),
  );
  return found.length;
}

/** 404: it is not there any more. 409: the engine is removing it already. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    const { statusCode } = error as { readonly statusCode?: number };
    if (statusCode !== 404 && statusCode !== 409) throw error;
  });
}

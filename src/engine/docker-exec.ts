import { PassThrough, type Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import type { ExecResult } from './engine.ts';

/**
 * Runs a command in a container and waits for its end. Input goes through stdin, which is closed afterwards, so
 * that a secret is never an argument that others on the machine can read in the process list.
 */
export async function execIn(
  docker: Docker,
  id: string,
  command: readonly string[],
  input?: string,
): Promise<ExecResult> {
  const exec = await docker.getContainer(id).exec({
    Cmd: [...command],
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: input !== undefined, stdin: input !== undefined });
  const [stdout, stderr] = await collect(docker, stream, input);
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, stdout, stderr };
}

async function collect(
  docker: Docker,
  stream: Duplex,
  input: string | undefined,
): Promise<readonly [string, string]> {
  const out = new PassThrough();
  const err = new PassThrough();
  const texts = Promise.all([textOf(out), textOf(err)]);
  docker.modem.demuxStream(stream, out, err);
  if (input !== undefined) stream.end(input);
  await finished(stream, { writable: false });
  out.end();
  err.end();
  return texts;
}

async function textOf(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

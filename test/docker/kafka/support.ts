import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export const image = 'holdfast-test-kafka:current';
export const clusterId = 'AbCdEfGhIjKlMnOpQrStUw';

/** Builds the image under test; a second build of the same context takes its layers from the cache. */
export async function buildImage(): Promise<void> {
  const ca = process.env['NODE_EXTRA_CA_CERTS'];
  const secret = ca === undefined ? [] : ['--secret', `id=build-ca,src=${ca}`];
  await execa('docker', ['build', '--quiet', ...secret, '--tag', image, 'images/kafka']);
}

/** A directory and names of its own for one test, all removed at its end. */
export async function sandbox() {
  const name = `hfkafka-${randomBytes(4).toString('hex')}`;
  const directory = await mkdtemp(join(tmpdir(), `${name}-`));
  return { name, directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** The least a node needs to be formatted. */
export async function writeFormatConfig(directory: string, cluster = clusterId): Promise<void> {
  await writeFile(join(directory, 'cluster-id'), cluster);
  for (const node of [1, 2, 3]) {
    const lines = [
      'process.roles=broker,controller',
      `node.id=${String(node)}`,
      'controller.quorum.voters=1@10.0.0.1:9093,2@10.0.0.2:9093,3@10.0.0.3:9093',
      'listeners=INTERNAL://:9092,CONTROLLER://:9093',
      'advertised.listeners=INTERNAL://10.0.0.1:9092,CONTROLLER://10.0.0.1:9093',
      'listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name=INTERNAL',
      'controller.listener.names=CONTROLLER',
      `log.dirs=/data/kafka-${String(node)}`,
    ];
    await writeFile(join(directory, `kafka-${String(node)}.properties`), `${lines.join('\n')}\n`);
  }
}

import { execa } from 'execa';

export type RedisEngine = 'redis' | 'valkey';

/** The tag of an image under test. */
export const image = (engine: RedisEngine) => `hfredis-test:${engine}`;
export const endpointImage = 'hfredis-test:haproxy';

/** Runs the docker command; resolves with its stdout, rejects with its own words. */
export async function docker(...command: string[]): Promise<string> {
  return (await execa('docker', command)).stdout;
}

/** Builds the image under test from its context; a second build of the same context takes no time. */
export async function buildImage(engine: RedisEngine): Promise<void> {
  await docker('build', '-q', '-t', image(engine), '--build-arg', `ENGINE=${engine}`, 'images/redis');
}

export async function buildEndpoint(): Promise<void> {
  await docker('build', '-q', '-t', endpointImage, 'images/haproxy');
}

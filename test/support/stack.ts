import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { Redis, type RedisOptions } from 'ioredis';
import { createSentinelClient, type SentinelClient, type TcpEndpoint } from '../../src/redis/index.ts';
import { Kafka, logLevel, type ConsumerConfig, type KafkaConfig, type ProducerConfig } from 'kafkajs';

/** The built command. */
export const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What stack/clients/kafkajs.mjs exports. */
interface KafkaSettings {
  readonly fromHost: () => KafkaConfig;
  readonly producer: ProducerConfig;
  readonly consumer: Omit<ConsumerConfig, 'groupId'>;
}

export interface KafkaClient extends Pick<KafkaSettings, 'producer' | 'consumer'> {
  readonly kafka: Kafka;
}

/** A stack of this test's own in a temporary directory, driven as a user would: by the built command and Compose. */
export class TestStack {
  readonly directory: string;
  readonly name: string;

  constructor(name: string, directory: string) {
    this.name = name;
    this.directory = directory;
  }

  static fromSpec(name: string, spec: string): TestStack {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    writeFileSync(join(directory, 'stack.yaml'), spec);
    return new TestStack(name, directory);
  }

  /** Under a name of the test's own: the example itself may be running on this machine. */
  static fromExample(name: string, example: string): TestStack {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const source = fileURLToPath(new URL(`../../examples/${example}`, import.meta.url));
    cpSync(source, directory, { recursive: true, filter: (path) => !isMade(relative(source, path)) });
    for (const file of ['stack.yaml', 'compose.yaml'].map((made) => join(directory, made))) {
      if (existsSync(file))
        writeFileSync(file, readFileSync(file, 'utf8').replace(/^name: .*$/m, `name: ${name}`));
    }
    return new TestStack(name, directory);
  }

  async holdfast(...words: string[]) {
    return execa('node', [cli, ...words], { cwd: this.directory, reject: false, all: true });
  }

  async compose(...words: string[]) {
    return execa('docker', ['compose', ...words], { cwd: this.directory, all: true });
  }

  /** What these services said last, on this test's output: for a test that failed. */
  async tell(...services: string[]): Promise<void> {
    const words = ['logs', '--no-color', '--no-log-prefix', '--timestamps', '--tail', '60'];
    for (const service of services) {
      const { all } = await this.compose(...words, service);
      console.log(`--- ${service}\n${all}`);
    }
  }

  /** Its published port, as Compose has it. */
  async port(service: string, inside: number): Promise<number> {
    const { stdout } = await this.compose('port', service, String(inside));
    return Number(stdout.split(':').at(-1));
  }

  /** A long-lived client with the settings that the bundle hands out. */
  async redis(): Promise<Redis> {
    const { fromHost } = await this.client<{ fromHost: () => RedisOptions }>('ioredis.mjs');
    const client = new Redis(fromHost() as never);
    client.on('error', () => undefined); // said to be normal while a failover lasts; commands report their own
    return client;
  }

  /** Our own client, as an application has it. */
  async ownRedis(): Promise<SentinelClient> {
    const { fromHost } = await this.client<{ fromHost: () => RedisOptions }>('ioredis.mjs');
    const { name = '', sentinels = [], natMap, username, password, db: database = 0 } = fromHost();
    const login = { username: username ?? '', password: password ?? '' };
    const client = createSentinelClient({
      primaryName: name,
      sentinels: sentinels as TcpEndpoint[],
      addressMap: natMap as Readonly<Record<string, TcpEndpoint>>,
      sentinel: login,
      ...login,
      database,
    });
    await client.ready();
    return client;
  }

  async kafka(): Promise<KafkaClient> {
    const { fromHost, ...settings } = await this.client<KafkaSettings>('kafkajs.mjs');
    return { ...settings, kafka: new Kafka({ ...fromHost(), logLevel: logLevel.NOTHING }) };
  }

  private async client<Module>(file: string): Promise<Module> {
    return (await import(pathToFileURL(join(this.directory, 'stack/clients', file)).href)) as Module;
  }

  /** Takes down what this test made and removes its volumes, found by the label of its own name. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.compose('--profile', '*', 'down', '--remove-orphans', '--timeout', '0').catch(() => undefined);
    const { stdout } = await execa('docker', [
      'volume',
      'ls',
      '-q',
      '--filter',
      `label=holdfast.stack=${this.name}`,
    ]);
    const volumes = stdout.split('\n').filter((volume) => volume !== '');
    if (volumes.length > 0) await execa('docker', ['volume', 'rm', '--force', ...volumes]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What `generate` wrote where the example lies. */
function isMade(path: string): boolean {
  return path.split(sep)[0] === 'stack';
}

/** Polls until the check gives something, and says what was last seen when it never does. */
export async function eventually<T>(
  what: string,
  milliseconds: number,
  check: () => Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + milliseconds;
  let last: unknown = 'nothing';
  while (performance.now() < end) {
    try {
      const value = await check();
      if (value !== undefined) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within ${String(milliseconds)} ms: ${what}`, { cause: last });
}

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { cli, TestStack } from '../../support/stack.ts';

/** The least that has both stores, and starts in seconds; on ports of its own, since others start beside it. */
const small = `
kafka: { nodes: 1, topics: { orders: 1 }, ports: [29092] }
redis: { nodes: 1, memory: 96MiB, endpoint: 16379, ports: { nodes: 16381, sentinels: 16391 } }
nginx: false
apps: false
backup: false
`;

const mine = `# The bookshop's own file.
services:
  # Serves the files.
  files:
    image: debian:trixie-slim
    command: [sleep, infinity]
    init: true
    volumes: [notes:/notes]
volumes:
  notes:
`;

describe.each(['compose.yaml', 'compose.yml', 'docker-compose.yml'])('a project with a %s', (file) => {
  it('is neither touched nor shadowed nor started, and joined when asked', async () => {
    const stack = inProject('project-join', file, mine);
    onTestFinished(() => {
      rmSync(stack.directory, { recursive: true });
    });
    expect((await stack.holdfast('generate')).exitCode).toBe(0);
    expect(readFileSync(join(stack.directory, file), 'utf8')).toBe(mine);
    expect(composeFiles(stack)).toEqual([file]);
    expect((await stack.compose('config', '--services')).stdout).toBe('files');

    const up = await stack.holdfast('up');
    expect(up.exitCode).toBe(1);
    expect(up.stderr).toContain(`${file} does not include the stack; nothing was started`);
    expect((await stack.compose('ps', '--all', '--quiet')).stdout).toBe('');

    expect((await stack.holdfast('generate', '--adopt')).exitCode).toBe(0);
    expect(composeFiles(stack)).toEqual([file]);
    expect(readFileSync(join(stack.directory, file), 'utf8')).toContain('# Serves the files.');
    const services = (await stack.compose('config', '--services')).stdout.split('\n');
    expect(services).toEqual(expect.arrayContaining(['files', 'redis-1', 'kafka-1']));
  });

  it('with a name of ours is told where, and nothing is written', async () => {
    const clash = mine.replace('  files:', '  redis-1:');
    const stack = inProject('project-clash', file, clash);
    onTestFinished(() => {
      rmSync(stack.directory, { recursive: true });
    });
    for (const command of ['generate', 'up']) {
      const { exitCode, stderr } = await stack.holdfast(command);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`${file}:4:3: services.redis-1 is defined here and by the stack`);
    }
    expect(readdirSync(stack.directory).sort()).toEqual([file, 'stack.yaml'].sort());
    expect(readFileSync(join(stack.directory, file), 'utf8')).toBe(clash);
  });
});

/** One after another, each leaving the stack as it found it but the last. */
describe('a stack with data, in a project of its own', () => {
  const stack = inProject('project-data', 'docker-compose.yml', mine);

  beforeAll(async () => {
    await stack.holdfast('generate', '--adopt');
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    expect((await stack.compose('ps', '--services')).stdout).toContain('files');
    await remember(stack);
  });

  afterAll(async () => {
    await compose(stack, 'down', '--volumes', '--timeout', '2');
    await execa('docker', ['volume', 'rm', '--force', 'other-stacks-data'], { reject: false });
    await stack[Symbol.asyncDispose]();
  });

  it('keeps its name: neither a second directory nor a copy of it gets anywhere', async () => {
    const second = TestStack.fromSpec('project-data', `name: project-data${small}`);
    const copy = mkdtempSync(join(tmpdir(), 'holdfast-copy-'));
    onTestFinished(() => {
      for (const directory of [second.directory, copy]) rmSync(directory, { recursive: true });
    });
    cpSync(stack.directory, copy, { recursive: true });
    const before = await containers();
    for (const [directory, command] of [
      [second.directory, 'generate'],
      [second.directory, 'up'],
      [copy, 'up'],
    ] as const) {
      const { exitCode, stderr } = await new TestStack('project-data', directory).holdfast(command);
      expect(exitCode, stderr).toBe(1);
      expect(stderr).toContain(`taken by the stack in ${stack.directory}`);
    }
    expect(existsSync(join(second.directory, 'stack'))).toBe(false);
    expect(await containers()).toBe(before);
  });

  it('honours an override, and up names the limit that is not what was planned', async () => {
    const override = join(stack.directory, 'compose.override.yaml');
    writeFileSync(
      override,
      'services:\n  redis-1: { environment: { NOTE: mine }, mem_limit: 300m, memswap_limit: 300m, pids_limit: 99, cap_add: [NET_ADMIN] }\n',
    );
    const { exitCode, stdout } = await stack.holdfast('up', '--json');
    const { proofs } = JSON.parse(stdout) as { proofs: { title: string; proven: boolean; seen: string }[] };
    expect(exitCode).toBe(1);
    expect(proofs.filter(({ proven }) => !proven).map(({ seen }) => seen)).toEqual([
      expect.stringContaining('redis-1 memory limit is 300 MiB, not 256 MiB'),
    ]);
    const status = await stack.holdfast('status');
    expect(status.exitCode).toBe(1);
    for (const wrong of [
      'memory limit is 300 MiB, not 256 MiB',
      'pids limit is 99, not 128',
      'was given NET_ADMIN',
    ])
      expect(status.stdout).toContain(`redis-1: ${wrong}`);
    expect((await stack.compose('exec', '-T', 'redis-1', 'printenv', 'NOTE')).stdout).toBe('mine');
    rmSync(override);
    expect((await stack.holdfast('up')).exitCode).toBe(0);
    await expectRemembered(stack);
  });

  it('is not started over its volumes when its identity is gone', async () => {
    expect((await stack.holdfast('down')).exitCode).toBe(0);
    const kept = await volumes();
    const local = join(stack.directory, 'stack/.local');
    const aside = `${stack.directory}-identity`;
    renameSync(local, aside);
    for (const command of ['up', 'generate']) {
      const { exitCode, stderr } = await stack.holdfast(command);
      expect(exitCode, stderr).toBe(1);
      expect(stderr).toContain(
        "volumes of 'project-data' exist, but their identity (stack/.local) is not here",
      );
      for (const volume of kept) expect(stderr).toContain(`${volume}: holds data of an earlier run`);
      expect(stderr).toContain('put stack/.local back from a copy, or take another name');
    }
    expect(existsSync(local)).toBe(false);
    expect(await containers()).toBe('');

    const bare = await compose(stack, 'up', '--detach', '--wait');
    expect(bare.exitCode).not.toBe(0);
    expect(bare.all).toContain('stack/.local/');
    expect((await stack.compose('ps', '--services', '--status', 'running')).stdout).not.toMatch(
      /redis-\d|kafka-\d/,
    );

    await stack.compose('down');

    // Without the engine nobody can tell generate; then Kafka's own one-shot is what refuses.
    const blind = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    await execa('node', [cli, 'generate'], { cwd: stack.directory, env: blind });
    const again = await compose(stack, 'up', '--detach', '--wait');
    expect(again.all).toContain(`service "kafka-format" didn't complete successfully`);
    expect((await stack.compose('logs', 'kafka-format')).stdout).toContain('REFUSED, nothing was changed');
    await stack.compose('down');

    rmSync(local, { recursive: true });
    renameSync(aside, local);
    const back = await stack.holdfast('up');
    expect(back.exitCode, back.all).toBe(0);
    expect(await volumes()).toEqual(kept);
    await expectRemembered(stack);
  });

  it('loses volumes only to its typed name, and only its own', async () => {
    const kept = await volumes();
    await execa('docker', ['volume', 'create', '--label', 'holdfast.stack=project', 'other-stacks-data']);
    for (const words of [['--volumes'], ['--volumes', '--yes', 'project']]) {
      expect((await stack.holdfast('down', ...words)).exitCode).toBe(2);
    }
    expect((await stack.compose('ps', '--services')).stdout).toContain('redis-1');
    const down = await stack.holdfast('down', '--volumes', '--yes', 'project-data', '--json');
    expect((JSON.parse(down.stdout) as { removedVolumes: string[] }).removedVolumes).toEqual(kept);
    expect(await volumes()).toEqual([]);
    const { stdout } = await execa('docker', ['volume', 'ls', '--quiet']);
    const notes = `${basename(stack.directory).toLowerCase()}_notes`;
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['other-stacks-data', notes]));
  });
});

/** A stack in a directory that has a Compose file of the user's. */
function inProject(name: string, file: string, text: string): TestStack {
  const stack = TestStack.fromSpec(name, `name: ${name}${small}`);
  writeFileSync(join(stack.directory, file), text);
  return stack;
}

function composeFiles(stack: TestStack): string[] {
  return readdirSync(stack.directory).filter((file) => file.includes('compose'));
}

/** `docker compose`, also where it is to fail. */
function compose(stack: TestStack, ...words: string[]) {
  return execa('docker', ['compose', ...words], { cwd: stack.directory, all: true, reject: false });
}

async function containers(): Promise<string> {
  const words = ['ps', '--all', '--quiet', '--no-trunc', '--filter', 'label=holdfast.stack=project-data'];
  return (await execa('docker', words)).stdout;
}

async function volumes(): Promise<string[]> {
  const words = ['volume', 'ls', '--quiet', '--filter', 'label=holdfast.stack=project-data'];
  return (await execa('docker', words)).stdout
    .split('\n')
    .filter((volume) => volume !== '')
    .sort();
}

/** A key and a message, to be found again whatever happens. */
async function remember(stack: TestStack): Promise<void> {
  const client = await stack.redis();
  await client.set('test:kept', 'as it was');
  client.disconnect();
  const { kafka, producer: settings } = await stack.kafka();
  const producer = kafka.producer(settings);
  await producer.connect();
  await producer.send({ topic: 'orders', acks: -1, messages: [{ value: 'as it was' }] });
  await producer.disconnect();
}

async function expectRemembered(stack: TestStack): Promise<void> {
  const client = await stack.redis();
  expect(await client.get('test:kept')).toBe('as it was');
  client.disconnect();
  const admin = (await stack.kafka()).kafka.admin();
  await admin.connect();
  const [offsets] = await admin.fetchTopicOffsets('orders');
  await admin.disconnect();
  expect(offsets?.high).toBe('1');
}

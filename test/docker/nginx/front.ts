import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { apps } from '../../../src/components/apps/index.ts';
import { appsSchema } from '../../../src/components/apps/schema.ts';
import { nginx } from '../../../src/components/nginx/index.ts';
import { nginxSchema } from '../../../src/components/nginx/schema.ts';
import type { Component } from '../../../src/component.ts';
import { resolve } from '../../../src/plan/resolve.ts';
import type { Plan } from '../../../src/plan/plan.ts';

export const nginxImage = 'hfnginx-nginx';
export const demoImage = 'hfnginx-demo';
const root = new URL('../../..', import.meta.url).pathname;

export interface FrontOptions {
  readonly apps?: unknown;
  readonly nginx?: unknown;
}

/** Nginx and the containers behind it, as the components plan and configure them, without the rest of a stack. */
export interface Front extends AsyncDisposable {
  readonly url: string;
  readonly plan: Plan;
  /** `docker <verb> <service>`, for faults. */
  docker(verb: 'kill' | 'pause' | 'unpause' | 'stop', ...services: string[]): Promise<void>;
  exec(service: string, command: readonly string[]): Promise<string>;
}

/** Builds both images; seconds the first time, nothing after that. */
export async function buildImages(): Promise<void> {
  await execa('docker', ['build', '-q', '-t', nginxImage, join(root, 'images/nginx')]);
  await execa('docker', ['build', '-q', '-t', demoImage, join(root, 'images/demo')]);
}

/** The plan and the nginx.conf of a spec of only apps and nginx. */
export function configOf(options: FrontOptions, subnet = '10.126.77.0/24'): { plan: Plan; text: string } {
  const settings = new Map<string, unknown>([
    ['nginx', nginxSchema.parse(options.nginx ?? {})],
    ['apps', appsSchema.parse(options.apps ?? {})],
  ]);
  const spec = {
    name: 'hfnginx',
    host: { memoryMiB: 4096, cpus: 2, diskMiB: 10_240 },
    failover: 'balanced' as const,
    publish: true,
    limits: new Map<string, number>(),
    images: new Map<string, string>(),
    slo: new Map(),
    components: settings,
  };
  const identity = { name: 'hfnginx', subnet, ports: { nginx: 8080 }, secrets: {} };
  const plan = resolve(spec, [nginx as Component, apps as Component], identity);
  const offers = apps.offer?.(appsSchema.parse(options.apps ?? {}), plan) ?? [];
  const [file] = nginx.part(nginxSchema.parse(options.nginx ?? {}), plan, offers).files ?? [];
  return { plan, text: file?.text ?? '' };
}

/** Starts a front in a network of its own and waits until every container is healthy. */
export async function startFront(options: FrontOptions = {}): Promise<Front> {
  const run = `hfnginx-${randomBytes(4).toString('hex')}`;
  const subnet = `10.126.${String(randomBytes(1).readUInt8(0))}.0/24`;
  const { plan, text } = configOf(options, subnet);
  const directory = await mkdtemp(join(tmpdir(), 'hfnginx-'));
  const config = join(directory, 'nginx.conf');
  await writeFile(config, text);
  await execa('chmod', ['-R', 'a+rX', directory]);
  await execa('docker', ['network', 'create', '--subnet', subnet, run]);

  const dispose = async () => {
    await execa('docker', ['rm', '-f', ...[...plan.services.keys()].map((name) => `${run}-${name}`)]);
    await execa('docker', ['network', 'rm', run]);
    await rm(directory, { recursive: true });
  };
  try {
    const replicas = [...plan.services.values()].filter(({ component }) => component === 'apps');
    await Promise.all(
      replicas.map(({ name, address = '', memoryMiB }) => startDemo(run, name, address, memoryMiB)),
    );
    const { address = '', memoryMiB } = plan.services.get('nginx') ?? { memoryMiB: 64 };
    const mount = ['-v', `${config}:/etc/holdfast/nginx.conf:ro`, '-p', '127.0.0.1:0:80'];
    await docker(run, 'nginx', address, memoryMiB, [...mount, nginxImage]);
    await Promise.all(
      [...plan.services.keys()].filter((name) => name !== 'stack-ready').map((n) => healthy(`${run}-${n}`)),
    );
    const { stdout } = await execa('docker', ['port', `${run}-nginx`, '80']);
    return {
      url: `http://${stdout.trim()}`,
      plan,
      docker: async (verb, ...services) => {
        await execa('docker', [verb, ...services.map((name) => `${run}-${name}`)]);
      },
      exec: async (service, command) =>
        (await execa('docker', ['exec', `${run}-${service}`, ...command])).stdout,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startDemo(run: string, name: string, address: string, memoryMiB: number): Promise<void> {
  const environment = ['-e', `APP_INSTANCE=${name}`, '-e', 'APP_NAME=web'];
  await docker(run, name, address, memoryMiB, [...environment, demoImage]);
}

async function docker(run: string, name: string, ip: string, memory: number, rest: string[]): Promise<void> {
  const limits = [
    '--memory',
    `${String(memory)}m`,
    '--memory-swap',
    `${String(memory)}m`,
    '--pids-limit',
    '64',
  ];
  const hardening = ['--init', '--read-only', '--tmpfs', '/tmp:size=32m', '--cap-drop', 'ALL'];
  const quick = ['--health-interval', '1s', '--network', run, '--ip', ip, '--name', `${run}-${name}`];
  await execa('docker', [
    'run',
    '-d',
    '--security-opt',
    'no-new-privileges',
    ...limits,
    ...hardening,
    ...quick,
    ...rest,
  ]);
}

async function healthy(container: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const format = '{{.State.Status}} {{.State.Health.Status}}';
    const { stdout } = await execa('docker', ['inspect', '-f', format, container]);
    if (stdout === 'running healthy') return;
    if (!stdout.startsWith('running')) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const { all } = await execa('docker', ['logs', container], { all: true });
  throw new Error(`${container} did not become healthy:\n${all}`);
}

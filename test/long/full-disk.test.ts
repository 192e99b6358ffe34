import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { cli, eventually, TestStack } from '../support/stack.ts';

const name = 'hffull';

/** Times are for two cores that have nothing else to do; what is lost is held to nothing anywhere. */
const spec = `name: ${name}
failover: fast
nginx: false
apps: false
backup: false
slo:
  'redis.primary:full': { rto: 10s }
  'redis.replica:full': { rto: 3s }
  'kafka.leader:full': { rto: 15s, consumer: 40s }
  'kafka.follower:full': { rto: 15s, consumer: 40s }
`;

interface Verdict {
  readonly claim: string;
  readonly good: boolean;
  readonly seen: string;
}

interface Report {
  readonly drills: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly verdicts: readonly Verdict[];
    readonly runs?: readonly { readonly evidence?: string }[];
    readonly streams: readonly {
      readonly id: string;
      readonly judged: boolean;
      readonly gaps: readonly number[];
    }[];
  }[];
}

describe('a full disk', () => {
  const stack = TestStack.fromSpec(name, spec);
  const drills = (...words: string[]) => stack.holdfast('drill', ...words, '--json');

  beforeAll(async () => {
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
  });
  afterAll(() => stack[Symbol.asyncDispose]());
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() =>
      stack.tell('redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'kafka-1', 'kafka-2', 'kafka-3'),
    );
  });

  it('is no drill for the host’s own disk; the hint of the refusal makes a stack for it', async () => {
    const redis = await refusal('redis.primary:full');
    const kafka = await refusal('kafka.leader:full');
    expect(await filling()).toBe('');
    writeFileSync(join(stack.directory, 'compose.override.yaml'), joined(redis, kafka));
    const down = await stack.holdfast('down', '--volumes', '--yes', name);
    expect(down.exitCode, down.all).toBe(0);
    const up = await stack.holdfast('up');
    expect(up.exitCode, up.all).toBe(0);
    const { stdout } = await stack.compose('exec', '-T', 'redis-1', 'df', '-m', '--output=size', '/data');
    expect(stdout.split('\n').at(-1)?.trim()).toBe('128');
  });

  it.each(['redis.primary', 'redis.replica', 'kafka.leader', 'kafka.follower'])(
    'of %s loses nothing, and is healed',
    async (target) => {
      const { stdout, all } = await drills(`${target}:full`);
      expect(stdout, all).toContain('"drills"');
      const [drill] = (JSON.parse(stdout) as Report).drills;
      console.log(
        `${target}: ${JSON.stringify(drill?.streams.filter(({ judged }) => judged).map(({ gaps }) => gaps))}`,
      );
      expect(drill?.verdicts.filter(({ good }) => !good)).toEqual([]);
      expect(drill?.outcome).toBe('passed');
      expect(await filling()).toBe('');
    },
  );

  it('is healed by the next command when the drill was killed', async () => {
    const child = execa('node', [cli, 'drill', 'redis.replica:full'], {
      cwd: stack.directory,
      reject: false,
    });
    await eventually('a disk is full', 90_000, async () => ((await filling()) === '' ? undefined : true));
    child.kill('SIGKILL');
    await child;
    const heal = await stack.holdfast('drill', 'heal');
    expect(heal.stdout, heal.all).toMatch(/^healed {2}redis-\d: full$/);
    expect(await filling()).toBe('');
  });

  /** What the hint of a drill that is refused says to write. */
  async function refusal(drill: string): Promise<Override> {
    const { exitCode, stdout, all } = await drills(drill);
    expect(exitCode, all).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { message: string; hint: string } };
    expect(error.message).toMatch(/^full fills a disk/);
    const [, ...lines] = error.hint.split('\n');
    return parse(lines.join('\n')) as Override;
  }

  /** The files that drills fill disks with, in all volumes, whoever runs. */
  async function filling(): Promise<string> {
    const volumes = ['redis-1', 'redis-2', 'redis-3', 'kafka-1', 'kafka-2', 'kafka-3'];
    const mounts = volumes.flatMap((volume) => ['-v', `${name}-${volume}-data:/disks/${volume}:ro`]);
    const find = ['find', '/disks', '-name', '.holdfast-full'];
    return (await execa('docker', ['run', '--rm', ...mounts, 'debian:trixie-slim', ...find])).stdout;
  }
});

interface Override {
  services: Record<string, { volumes?: string[] }>;
  volumes: Record<string, unknown>;
}

/** Two overrides as one: whoever keeps the disks keeps those of both. */
function joined(one: Override, other: Override): string {
  const disks = [one, other].flatMap(({ services }) => services['small-disks']?.volumes ?? []);
  const services = { ...one.services, ...other.services };
  return stringify({
    services: { ...services, 'small-disks': { ...services['small-disks'], volumes: disks } },
    volumes: { ...one.volumes, ...other.volumes },
  });
}

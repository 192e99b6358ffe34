import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectOnlyOwn, expectOwn, writeOwn } from '../../support/own-data.ts';
import { cli, eventually, type TestStack } from '../../support/stack.ts';

interface Verdict {
  readonly claim: string;
  readonly good: boolean;
  readonly seen: string;
}

interface FailoverReport {
  readonly outcome: string;
  readonly verdicts: readonly Verdict[];
  readonly drills: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly verdicts: readonly Verdict[];
    readonly streams: readonly StreamResult[];
  }[];
}

type StreamResult = Readonly<Record<'id', string> & Record<'acknowledged' | 'lost', number>> & {
  readonly judged: boolean;
  readonly gaps: readonly number[];
};

/** An error is JSON on stdout too. */
function reportIn({ stdout, all }: { readonly stdout: string; readonly all: string }): FailoverReport {
  expect(stdout, all).toContain('"drills"');
  return JSON.parse(stdout) as FailoverReport;
}

/** Every verdict that is not good, of each drill and of the whole, but for what is said of the machine under the test. */
function badOf({ drills, verdicts }: FailoverReport): readonly string[] {
  return [...drills.flatMap((drill) => drill.verdicts), ...verdicts]
    .filter(({ good, claim }) => !good && !claim.startsWith('the clients were never stalled'))
    .map(({ claim, seen }) => `${claim}: ${seen}`);
}

/** `redis/set/holdfast/replica 2213 ms, 0 of 412 lost` */
function gapsOf(streams: readonly StreamResult[]): string {
  return streams
    .filter(({ judged }) => judged)
    .map(
      ({ id, gaps, acknowledged, lost }) =>
        `${id} ${gaps.map((gap) => gap.toFixed(0)).join(' ')} ms, ${String(lost)} of ${String(acknowledged)} lost`,
    )
    .join('; ');
}

/** How many operations of a stream from inside the stack's network were acknowledged, in all drills. */
function insideOf({ drills }: FailoverReport, id: string): number {
  const streams = drills.flatMap((drill) => drill.streams.filter((stream) => stream.id === id));
  return streams.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
}

function toldOfInside({ verdicts }: FailoverReport): string {
  return verdicts.find(({ claim }) => claim.includes('from inside'))?.seen ?? 'nothing is said of it';
}

/**
 * The defaults are for two cores that have nothing else to do, and numbers are published from such. Where tests run is
 * anybody's machine: the load is a quarter of the usual, and times are held to twice as much here, losses and failed requests to
 * none all the same. On two slow cores, of which neighbours take their part, a replica that starts again leaves so little for the
 * others that at 250 GETs a second all three were silent for half a second once in two runs, and 37 of 4,467 GETs failed.
 */
const pace = ['--pace', '0.25'];

/** What every drill keeps to on such a machine, as lines of a spec. */
export const slo = `
slo:
  'redis.primary:kill': { rto: 6600ms }
  'redis.primary:pause': { rto: 9s }
  'redis.replica:kill': { rto: 2s }
  'kafka.leader:kill': { rto: 13s, consumer: 34s }
  'kafka.controller:kill': { rto: 30s, consumer: 34s }
  'kafka.broker:stop': { rto: 6s, consumer: 34s }
  'nginx:reload': { rto: 2s }
`;

/** Drills on a running stack of the default shape whose spec has the SLOs, with data of a user's beside it. */
export function drillCases(stack: TestStack): void {
  let redis: Redis;

  beforeAll(async () => {
    redis = await stack.redis();
    await writeOwn(redis);
  });

  afterAll(() => {
    redis.disconnect();
  });

  it('eight faults, once each: every drill keeps to its SLO, nothing is lost, and the reports are there', async () => {
    const out = join(stack.directory, 'report');
    const drill = await stack.holdfast('drill', '--quick', ...pace, '--json', '--out', out);
    const report = reportIn(drill);
    console.log(
      report.drills.map(({ name, outcome, streams }) => `${outcome} ${name}: ${gapsOf(streams)}`).join('\n'),
    );
    expect(report.drills).toHaveLength(8);
    for (const id of ['redis/set/inside/replica', 'kafka/inside', 'http/inside/web'])
      expect(insideOf(report, id), `${id}: ${toldOfInside(report)}`).toBeGreaterThan(20);
    expect(badOf(report)).toEqual([]);
    expect(drill.exitCode, drill.stderr).toBe(report.outcome === 'passed' ? 0 : 1);
    expect(readdirSync(out).sort()).toEqual(
      ['history.jsonl', 'junit.xml', 'report.html', 'report.json', 'report.md'].sort(),
    );
    await expectOnlyOwn(stack, redis);
  }, 480_000);

  it('heals what it hurt when it is interrupted', async () => {
    const running = drillInBackground('redis.replica:pause');
    await running.until(/fault: pause redis-\d/);
    running.child.kill('SIGINT');
    const { exitCode, all } = await running.child;
    expect(exitCode, all).toBe(130);
    expect(await pausedServices()).toEqual([]);
    expect(await probers()).toEqual([]);
    await expectOnlyOwn(stack, redis);
  });

  it('is healed by the next command when it was killed', async () => {
    const running = drillInBackground('redis.replica:pause');
    await running.until(/fault: pause redis-\d/);
    await eventually('one is paused', 10_000, async () =>
      (await pausedServices()).length > 0 ? true : undefined,
    );
    expect(await probers()).toHaveLength(1);
    running.child.kill('SIGKILL');
    await running.child;
    // Nobody talks to it any more, so it ends by itself.
    await eventually('no prober', 10_000, async () => ((await probers()).length === 0 ? true : undefined));
    const heal = await stack.holdfast('drill', 'heal');
    expect(heal.stdout).toMatch(/^healed {2}redis-\d: pause$/);
    expect(await pausedServices()).toEqual([]);
    expect((await stack.holdfast('drill', 'heal')).stdout).toBe('no drill has left anything hurt');
  });

  it('what destroys data is not done before the name was typed', async () => {
    const drill = await stack.holdfast('drill', 'redis.replica:empty');
    expect(drill.exitCode).toBe(2);
    expect(drill.stderr).toContain(`--yes ${stack.name}`);
  });

  it('a replica that lost its volume gets everything from the primary', async () => {
    const drill = await stack.holdfast('drill', 'redis.replica:empty', '--yes', stack.name, '--json');
    const report = reportIn(drill);
    expect(report.drills.flatMap(({ verdicts }) => verdicts).filter(({ good }) => !good)).toEqual([]);
    await expectOwn(redis);
  });

  function drillInBackground(name: string) {
    // What is measured before the fault is of no interest here.
    const child = execa('node', [cli, 'drill', name, '--warm-up', '1'], {
      cwd: stack.directory,
      reject: false,
      all: true,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const until = (words: RegExp) =>
      eventually(String(words), 60_000, () => Promise.resolve(words.test(said) ? true : undefined));
    return { child, until };
  }

  async function pausedServices(): Promise<readonly string[]> {
    const { stdout } = await stack.compose('ps', '--status', 'paused', '--services');
    return stdout.split('\n').filter((service) => service !== '');
  }

  /** Containers of a drill's own beside the stack. */
  async function probers(): Promise<readonly string[]> {
    const list = ['ps', '--all', '--quiet', '--filter', `label=holdfast.beside=${stack.name}`];
    const { stdout } = await execa('docker', list);
    return stdout.split('\n').filter((id) => id !== '');
  }
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerEngine } from '../../src/engine/docker.ts';
import type { Check } from '../../src/host/check.ts';
import { lookHere } from '../../src/host/here.ts';
import { lookScript, readLook } from '../../src/host/inside.ts';
import { useBins } from '../support/cli.ts';
import { eventually } from '../support/stack.ts';

/** What `holdfast doctor` may take on a real engine, ms; the whole process, Node's own start as well. */
const limit = 3_000;

const engine = dockerEngine();
const bins = useBins();
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hfdoc-'));
  writeFileSync(join(directory, 'stack.yaml'), 'name: hfdoc\n');
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Whether this machine's name can be changed for one process: then the engine seems to be on another one. */
const canRename = spawnSync('unshare', ['--uts', 'true']).status === 0;

/** One run is an anecdote: the middle one of three by time, on a machine that others use as well. */
async function doctor(before: readonly string[] = []) {
  const runs = [await runDoctor(before), await runDoctor(before), await runDoctor(before)];
  const [, middle] = runs.sort((a, b) => a.milliseconds - b.milliseconds);
  if (middle === undefined) throw new Error('doctor did not run');
  return middle;
}

async function runDoctor(before: readonly string[]) {
  const [command, ...words] = [...before, process.execPath, bins.holdfast, 'doctor', '--json'];
  const began = performance.now();
  const { stdout, stderr } = await execa(command, words, { cwd: directory, reject: false });
  const milliseconds = performance.now() - began;
  if (stdout === '') throw new Error(stderr);
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  const found = (what: string) => checks.find((check) => check.what === what)?.found ?? '';
  return { checks, found, milliseconds };
}

/** The engine takes a moment to remove the container of a look. */
async function noLooks(): Promise<true | undefined> {
  const args = ['ps', '--all', '--quiet', '--filter', 'label=holdfast.look'];
  return (await execa('docker', args)).stdout === '' ? true : undefined;
}

describe('doctor', () => {
  it('has looked at everything, within the time', async () => {
    const { checks, found, milliseconds } = await doctor();
    const info = await engine.info();
    expect(found('memory')).toBe(`${String(Number((info.memoryMiB / 1024).toFixed(2)))} GiB`);
    expect(found('cpus')).toBe(String(info.cpus));
    expect(found('engine')).toContain(info.version);
    expect(checks.filter((check) => check.found.startsWith('not known'))).toEqual([]);
    expect(milliseconds).toBeLessThan(limit);
  });

  it.runIf(canRename)('looks from a container where the engine is not here, within the time', async () => {
    const elsewhere = ['unshare', '--uts', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh'];
    const { checks, found, milliseconds } = await doctor(elsewhere);
    expect(found('desktop')).toContain('the engine beside it');
    expect(checks.filter((check) => check.found.startsWith('not known'))).toEqual([]);
    expect(milliseconds).toBeLessThan(limit);
    await eventually('the engine has removed its container', 10_000, noLooks);
  });
});

describe('a look from a container', () => {
  it('sees what is seen from the machine itself, and is gone afterwards', async (context) => {
    const { kernel, dataRoot } = await engine.info();
    const here = kernel === release() ? await lookHere(dataRoot) : undefined;
    if (here === undefined)
      context.skip('the engine is not on this machine: there is nothing to compare with');
    const look = await engine.lookInside(lookScript);
    if ('unknown' in look) throw new Error(look.unknown);
    const inside = readLook(look.printed);
    expect(inside).toMatchObject({
      overcommitMemory: here?.overcommitMemory,
      maxMapCount: here?.maxMapCount,
      disk: { rotational: here?.disk.rotational },
    });
    // Others write to the same disk in the meantime.
    expect(Math.abs((inside.freeDiskMiB ?? 0) - (here?.freeDiskMiB ?? 0))).toBeLessThan(1024);
    expect(typeof inside.disk.fsyncMs).toBe(typeof here?.disk.fsyncMs);
    await eventually('the engine has removed its container', 10_000, noLooks);
  });
});

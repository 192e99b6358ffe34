import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface FakeDocker {
  /** The PATH with the fake in front, for child processes; this process has it already. */
  readonly path: string;
  /** The arguments of every call, one line each. */
  readonly calls: () => string[];
}

/**
 * Puts a `docker` command on the PATH until the test is finished.
 *
 * @param script Bash; `$*` are docker's arguments. Without one there is no docker command at all.
 */
export function fakeDocker(script?: string): FakeDocker {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-docker-'));
  const before = process.env['PATH'] ?? '';
  const path = script === undefined ? directory : `${directory}${delimiter}${before}`;
  const notes = join(directory, 'calls');
  if (script !== undefined) {
    const file = join(directory, 'docker');
    writeFileSync(file, `#!/bin/bash\necho "$*" >> ${notes}\n${script}\n`);
    chmodSync(file, 0o755);
  }
  process.env['PATH'] = path;
  onTestFinished(() => {
    process.env['PATH'] = before;
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    path,
    calls: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\n') : []),
  };
}

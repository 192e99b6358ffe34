import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/backup/manifest.ts';
import { Repository } from '../../../src/backup/worker/repository.ts';

const manifest: Manifest = { version: 1, id: 'a', stack: 'shop', takenAt: '2026-01-31T00:00:00Z', files: [] };

describe('a lock that a dead restic left', () => {
  const path = process.env['PATH'];
  let directory = '';
  let repository: Repository;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    process.env['PATH'] = `${directory}:${path ?? ''}`;
    repository = new Repository({ repository: directory, keyFile: 'key', cache: directory });
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(directory, { recursive: true });
  });

  /** In restic's place: notes what is asked of it and does what the script says. */
  function restic(script: string): void {
    const file = join(directory, 'restic');
    writeFileSync(file, `#!/bin/sh\nshift\necho "$1" >> ${directory}/asked\n${script}\n`);
    chmodSync(file, 0o755);
  }

  const asked = (): string[] => readFileSync(join(directory, 'asked'), 'utf8').trim().split('\n');
  const save = (): Promise<void> => repository.save(directory, manifest, () => undefined);

  it('costs nothing where there is none: one process', async () => {
    restic('exit 0');
    await save();
    expect(asked()).toEqual(['backup']);
  });

  it('is taken away when it is in the way, and the backup is made', async () => {
    restic(`case $1 in unlock) touch ${directory}/free;; *) [ -e ${directory}/free ] || exit 11;; esac`);
    await save();
    expect(asked()).toEqual(['backup', 'unlock', 'backup']);
  });

  it('that is not a dead one’s is told of', async () => {
    restic('[ "$1" = unlock ] || exit 11');
    await expect(save()).rejects.toThrow(/another process works on the repository/);
    expect(asked()).toEqual(['backup', 'unlock', 'backup']);
  });
});

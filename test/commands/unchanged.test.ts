import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteUnchanged, unchangedStack } from '../../src/commands/unchanged.ts';

const build = 'b1';
let directory: string;
const at = (path: string): string => join(directory, path);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-unchanged-'));
  mkdirSync(at('stack/.local'), { recursive: true });
  for (const path of ['stack.yaml', 'compose.yaml', 'stack/compose.yaml', 'stack/.local/identity.json'])
    writeFileSync(at(path), path, { mode: 0o644 });
  noteUnchanged(directory, build, {
    name: 'shop',
    read: ['own.yaml'],
    written: ['compose.yaml', 'stack/compose.yaml', 'stack/.local/identity.json'],
  });
});

afterEach(() => {
  rmSync(directory, { recursive: true });
  vi.unstubAllEnvs();
});

it('is told as long as everything is as it was', () => {
  expect(unchangedStack(directory, build)).toBe('shop');
});

describe('is not told', () => {
  it.each<[string, () => void]>([
    [
      'the spec is another',
      () => {
        writeFileSync(at('stack.yaml'), 'x');
      },
    ],
    [
      'a file that was written is another',
      () => {
        writeFileSync(at('stack/compose.yaml'), 'x');
      },
    ],
    [
      'a file that was written is gone',
      () => {
        rmSync(at('stack/compose.yaml'));
      },
    ],
    [
      'a file that was written lost a mode bit',
      () => {
        chmodSync(at('stack/compose.yaml'), 0o600);
      },
    ],
    [
      'a file that was written is now a link',
      () => {
        rmSync(at('stack/compose.yaml'));
        symlinkSync(at('compose.yaml'), at('stack/compose.yaml'));
      },
    ],
    [
      'the identity is gone',
      () => {
        rmSync(at('stack/.local/identity.json'));
      },
    ],
    [
      'a file that was looked for is there now',
      () => {
        writeFileSync(at('own.yaml'), '');
      },
    ],
    [
      'another Compose file came',
      () => {
        writeFileSync(at('docker-compose.yml'), '');
      },
    ],
    [
      'a run was interrupted',
      () => {
        mkdirSync(at('stack/.staging-1'));
      },
    ],
    [
      'the note is damaged',
      () => {
        writeFileSync(at('stack/.local/unchanged.json'), '{');
      },
    ],
    [
      'the certificates are others',
      () => {
        vi.stubEnv('NODE_EXTRA_CA_CERTS', at('stack.yaml'));
      },
    ],
  ])('when %s', (_what, change) => {
    // prettier-ignore
    change();
    expect(unchangedStack(directory, build)).toBeUndefined();
  });

  it('to another build, or to the sources', () => {
    expect(unchangedStack(directory, 'b2')).toBeUndefined();
    expect(unchangedStack(directory, undefined)).toBeUndefined();
  });
});

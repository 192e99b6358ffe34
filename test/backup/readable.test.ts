import { describe, expect, it } from 'vitest';
import { layout, readable } from '../../src/backup/readable.ts';

const id = '20260131-030000';

describe('readable', () => {
  it('gives back the manifest of a backup that this version would write', () => {
    const manifest = { version: layout, id, stack: 'shop', takenAt: '2026-01-31T03:00:00Z', files: [] };
    expect(readable(manifest, id)).toBe(manifest);
  });

  it('refuses a later layout, and says which version can read it', () => {
    expect(() => readable({ version: layout + 1, id }, id)).toThrow(
      /20260131-030000 was made by a newer holdfast \(layout 2, this one reads 1\)/,
    );
  });

  it.each([undefined, null, 'manifest', 7, [], {}, { version: '1' }])(
    'refuses %j, which is no manifest',
    (value) => {
      expect(() => readable(value, id)).toThrow(/has no readable manifest/);
    },
  );
});

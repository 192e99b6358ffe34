import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { bundleOf, exampleSpec } from '../support/bundle.ts';

const examples = [
  '01-minimal',
  '02-article',
  '03-own-app',
  '04-existing-project',
  '05-two-stacks/red',
  '05-two-stacks/blue',
  '06-stores-only',
];

describe('every example renders to what is written down for it', () => {
  it.each(examples)('%s', async (example) => {
    const bundle = bundleOf(exampleSpec(example));
    await expect(asOneText(bundle)).toMatchFileSnapshot(`./${example.replace('/', '-')}.txt`);
  });

  it('holds no secret outside stack/.local', () => {
    const bundle = bundleOf(exampleSpec('01-minimal'));
    const secrets = bundle.files.filter((file) => file.path.startsWith('stack/.local/secrets/'));
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of secrets) {
      const value = Buffer.from(secret.content).toString();
      const elsewhere = bundle.files.filter((file) => !file.path.startsWith('stack/.local/'));
      expect(elsewhere.filter((file) => Buffer.from(file.content).includes(value))).toEqual([]);
    }
  });

  it('gives the same bytes twice', () => {
    expect(asOneText(bundleOf(exampleSpec('02-article')))).toBe(asOneText(bundleOf(exampleSpec('02-article'))));
  });
});

/** Build contexts are the same for all and tested by being built; here only the tags and names of files count. */
function asOneText(bundle: Bundle): string {
  return bundle.files
    .map((file) => {
      const body = file.path.startsWith('stack/images/') ? '' : Buffer.from(file.content).toString();
      return `---------- ${file.path} (${file.mode.toString(8)}, ${file.owner})\n${body}`;
    })
    .join('\n')
    .replaceAll(/(holdfast-[a-z]+):[0-9a-f]{12}/g, '$1:<hash>');
}

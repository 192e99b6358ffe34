import { describe, expect, it } from 'vitest';
import type { Assets } from '../../src/bundle/bundle.ts';
import { imageOf } from '../../src/bundle/images.ts';
import { planOf } from '../support/bundle.ts';

const plan = planOf('name: shop');

function buildOf(dockerfile: string, ...more: [path: string, text: string][]) {
  const files = [['Dockerfile', dockerfile] as const, ...more].map(([path, text]) => ({
    path,
    content: new TextEncoder().encode(text),
    executable: false,
  }));
  const assets: Assets = { images: new Map([['box', files]]), base: '', version: '0', buildCa: '' };
  return imageOf({ kind: 'built', context: 'box', component: 'box' }, plan, assets);
}

describe('an image that we build', () => {
  it('is handed the secret that its Dockerfile mounts, under the same id', () => {
    const { build } = buildOf('RUN --mount=type=secret,id=build-ca,required=false fetch');
    expect(build?.secrets).toEqual(['build-ca']);
    expect(buildOf('RUN true').build?.secrets).toBeUndefined();
  });

  it('may not mount a secret that nobody declares', () => {
    expect(() => buildOf('RUN --mount=type=secret,id=ca fetch')).toThrow("unknown secret 'ca'");
  });

  it('has a tag that changes with any byte of its context', () => {
    const tags = [
      buildOf('FROM a'),
      buildOf('FROM b'),
      buildOf('FROM a', ['x', '1']),
      buildOf('FROM a', ['x', '2']),
      buildOf('FROM a', ['y', '1']),
    ].map(({ image }) => image);
    expect(new Set(tags).size).toBe(tags.length);
  });
});

import { readFileSync } from 'node:fs';
import { loadAssets } from '../../src/bundle/load-assets.ts';
import type { Assets, Bundle } from '../../src/bundle/bundle.ts';
import { render } from '../../src/bundle/render.ts';
import { components } from '../../src/components/index.ts';
import type { Host } from '../../src/host/host.ts';
import { completeIdentity } from '../../src/plan/complete.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { resolve } from '../../src/plan/resolve.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import type { Spec } from '../../src/spec/spec.ts';

/** A machine on which nothing runs. */
export const emptyHost: Host = { usedSubnets: [], busyPorts: new Set() };

/** Counts up instead of being random: the same secrets in every golden. */
export function fixedEntropy(): (bytes: number) => Uint8Array {
  let next = 0;
  return (bytes) => Uint8Array.from({ length: bytes }, () => (next += 7) % 251);
}

export function specOf(text: string): Spec {
  return parseSpec(text, { file: 'stack.yaml', components });
}

export function planOf(text: string, host: Host = emptyHost): Plan {
  const spec = specOf(text);
  return resolve(spec, components, completeIdentity(spec, components, host, undefined, fixedEntropy()));
}

export function bundleOf(text: string): Bundle {
  const spec = specOf(text);
  const identity = completeIdentity(spec, components, emptyHost, undefined, fixedEntropy());
  return render(spec, resolve(spec, components, identity), components, assetsOnce(), identity);
}

let assets: Assets | undefined;

/** Read once: a property test renders hundreds of bundles. */
function assetsOnce(): Assets {
  assets ??= { ...loadAssets(), buildCa: '' };
  return assets;
}

export function exampleSpec(path: string): string {
  return readFileSync(new URL(`../../examples/${path}/stack.yaml`, import.meta.url), 'utf8');
}

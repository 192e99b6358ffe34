import type { Component, Offer, Part, PartFile } from '../component.ts';
import { claimsOf } from '../plan/claims.ts';
import type { Identity } from '../plan/identity.ts';
import type { Plan } from '../plan/plan.ts';
import type { Spec } from '../spec/spec.ts';
import type { Assets, Bundle, BundleFile } from './bundle.ts';
import { connectFile } from './connect.ts';
import { ignoreFile } from './dockerignore.ts';
import { identityFiles } from './identity-files.ts';
import { imageFiles } from './images.ts';
import { lockFile } from './lock.ts';
import { readmeFile } from './readme.ts';
import { renderGate, renderService, type RenderedService } from './services.ts';
import { stackComposeFile } from './stack-compose.ts';
import { textValue } from './yaml.ts';

/**
 * Turns a plan into the files of the bundle. Pure, and the same input gives the same bytes.
 * The lock file is last: where it stands, the bundle is whole.
 */
export function render(
  spec: Spec,
  plan: Plan,
  components: readonly Component[],
  assets: Assets,
  identity: Identity,
): Bundle {
  const claimed = claimsOf(spec, components);
  const offers = claimed.flatMap(({ component, settings }) => component.offer?.(settings, plan) ?? []);
  const parts = claimed.map(({ component, settings }) => component.part(settings, plan, offers));
  const services = renderServices(parts, plan, assets);
  return {
    files: [
      outerCompose(plan),
      ...ignoreFile(parts),
      ...identityFiles(identity),
      generated('stack/.gitignore', ignored),
      generated('stack/.local/build-ca.pem', assets.buildCa),
      generated('stack/base.yaml', assets.base),
      ...parts.flatMap((part) => part.files ?? []).map((file) => generated(`stack/${file.path}`, file.text)),
      ...imageFiles(contextsOf(parts, plan), assets),
      stackComposeFile(plan, parts, services),
      connectFile(plan, connectionsOf(offers)),
      readmeFile(plan, parts, offers),
      lockFile(plan, services, assets),
    ],
  };
}

/** A file that `generate` owns. */
export function generated(path: string, text: string): BundleFile {
  return { path, content: text, mode: 0o644, owner: 'generated' };
}

function renderServices(parts: readonly Part[], plan: Plan, assets: Assets): RenderedService[] {
  const rendered = parts.flatMap((part) => {
    const files = new Map((part.files ?? []).map((file): [string, PartFile] => [file.path, file]));
    return part.services.map((service) => renderService(service, files, plan, assets));
  });
  return [...rendered, renderGate(parts, plan, assets)];
}

/** Keeps what is private, and a generator's half-done work, out of version control. */
const ignored = '# Secrets and what belongs to one machine only.\n.local/\n.staging-*/\n';

function outerCompose(plan: Plan): BundleFile {
  const text = `# Yours: written once, never again. Add your own services below; what they need to reach the
# stores is in stack/connect.yaml. Changes to the stack's services go into compose.override.yaml.
name: ${textValue(plan.name)}
include:
  - stack/compose.yaml
`;
  return { path: 'compose.yaml', content: text, mode: 0o644, owner: 'once' };
}

function contextsOf(parts: readonly Part[], plan: Plan): Set<string> {
  const images = parts.flatMap((part) => part.services).map((service) => service.image);
  return new Set(
    images.flatMap((image) =>
      image.kind === 'built' && !plan.images.has(image.component) ? [image.context] : [],
    ),
  );
}

function connectionsOf(offers: readonly Offer[]) {
  return offers.filter((offer) => offer.kind === 'connection');
}

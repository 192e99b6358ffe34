import type { Part } from '../component.ts';
import type { Plan } from '../plan/plan.ts';
import type { BundleFile } from './bundle.ts';
import { buildSecret } from './images.ts';
import { configKey, labelsOf, networkKey, type RenderedService } from './services.ts';
import { printCompose } from './yaml.ts';

/** stack/compose.yaml: everything the stack runs. */
export function stackComposeFile(
  plan: Plan,
  parts: readonly Part[],
  services: readonly RenderedService[],
): BundleFile {
  const model = {
    services: Object.fromEntries(services.map(({ name, service }) => [name, service])),
    networks: { [networkKey]: networkOf(plan) },
    volumes: volumesOf(plan, parts),
    ...configsOf(parts),
    secrets: secretsOf(plan, services),
  };
  const comments = new Map(services.map(({ name, about }) => [`services.${name}`, about]));
  comments.set(`networks.${networkKey}`, networkComment);
  comments.set('volumes', 'Named in full: another project name never leaves data behind under an old one.');
  comments.set('secrets', 'Read by the engine from files of this machine only; never in the environment.');
  return {
    path: 'stack/compose.yaml',
    content: printCompose(head(plan), model, comments),
    mode: 0o644,
    owner: 'generated',
  };
}

const networkComment = `Fixed addresses: no name is looked up when something fails. Services without a fixed address
(one-shots, yours) take one from ip_range.`;

function head(plan: Plan): string {
  return `The stack '${plan.name}', generated from stack.yaml by holdfast. Edit stack.yaml and generate again, or put
changes into compose.override.yaml beside the outer compose.yaml. README.md in this directory says what runs,
how to connect, break, save and restore.`;
}

function networkOf(plan: Plan) {
  const { name, subnet, gateway, dynamicRange, internal } = plan.network;
  return {
    name,
    driver: 'bridge',
    ...(internal ? { internal: true } : {}),
    ipam: { config: [{ subnet, gateway, ip_range: dynamicRange }] },
    labels: labelsOf(plan.name, 'stack', 'network'),
  };
}

function volumesOf(plan: Plan, parts: readonly Part[]) {
  return Object.fromEntries(
    parts
      .flatMap((part) => part.volumes ?? [])
      .map(({ key, component, purpose }) => [
        key,
        {
          name: `${plan.name}-${key}`,
          labels: { ...labelsOf(plan.name, component, 'volume'), 'holdfast.purpose': purpose },
        },
      ]),
  );
}

function configsOf(parts: readonly Part[]) {
  const mounted = new Set(
    parts.flatMap((part) => part.services.flatMap((s) => Object.keys(s.configs ?? {}))),
  );
  const configs = Object.fromEntries([...mounted].map((path) => [configKey(path), { file: path }]));
  return mounted.size > 0 ? { configs } : {};
}

function secretsOf(plan: Plan, services: readonly RenderedService[]): Record<string, { file: string }> {
  const builds = services.some(({ service }) => service.build?.secrets?.includes(buildSecret));
  return Object.fromEntries<{ file: string }>([
    ...plan.secrets.map((name) => [name, { file: `.local/secrets/${name}` }] as const),
    ...(builds ? [[buildSecret, { file: '.local/build-ca.pem' }] as const] : []),
  ]);
}

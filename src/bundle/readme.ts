import type { Offer, Part } from '../component.ts';
import type { Plan } from '../plan/plan.ts';
import type { BundleFile } from './bundle.ts';
import { fillTemplate } from './template.ts';

/** stack/README.md: for whoever finds the bundle and did not make it. */
export function readmeFile(plan: Plan, parts: readonly Part[], offers: readonly Offer[]): BundleFile {
  const services = parts.flatMap((part) => part.services);
  const view = {
    name: plan.name,
    network: plan.network.name,
    subnet: plan.network.subnet,
    services: services.map(({ name, about }) => ({
      name,
      about: about.replaceAll('\n', ' '),
      address: plan.services.get(name)?.address ?? '',
      memory: plan.services.get(name)?.memoryMiB ?? 0,
    })),
    ports: [...plan.ports].map(([id, port]) => ({ id, port })),
    volumes: parts
      .flatMap((part) => part.volumes ?? [])
      .map(({ key, purpose }) => ({ name: `${plan.name}-${key}`, purpose })),
    settings: offers
      .filter((offer) => offer.kind === 'connection')
      .flatMap((offer) => Object.entries(offer.environment).map(([key, value]) => ({ key, value }))),
    kafka: plan.services.has('kafka-cli'),
    redis: plan.services.has('redis-1'),
  };
  return {
    path: 'stack/README.md',
    content: fillTemplate('README.md', view),
    mode: 0o644,
    owner: 'generated',
  };
}

import type { Plan } from '../plan/plan.ts';
import type { Assets, BundleFile } from './bundle.ts';
import type { RenderedService } from './services.ts';

/** stack/holdfast.lock.json: what a team shares. Written last, so that its presence means a whole bundle. */
export function lockFile(plan: Plan, services: readonly RenderedService[], assets: Assets): BundleFile {
  const images = new Set(
    services.flatMap(({ service }) => (service.image === undefined ? [] : [service.image])),
  );
  const lock = { holdfast: assets.version, name: plan.name, images: [...images].sort() };
  return {
    path: 'stack/holdfast.lock.json',
    content: `${JSON.stringify(lock, null, 2)}\n`,
    mode: 0o644,
    owner: 'generated',
  };
}

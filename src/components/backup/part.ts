import { createHash } from 'node:crypto';
import { places, type BackupConfig } from '../../backup/config.ts';
import type { ComposeVolumeMount } from '../../bundle/compose.ts';
import type { BackupOffer, Offer, Part, PartImage, PartService } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { plain } from './plain.ts';
import { isDirectory, type BackupSettings } from './schema.ts';

export const service = 'backup';
export const preparation = 'backup-volume';
export const keySecret = 'backup-key';
const volume = 'backup';
const configFile = 'config/backup/backup.json';

/** A volume that is this stack's, and the one service that fills it. It has no way to the engine. */
export function backupPart(settings: BackupSettings, plan: Plan, offers: readonly Offer[]): Part {
  const saved = offers.filter((offer) => offer.kind === 'backup');
  const image = imageFor(saved);
  return {
    volumes: [{ key: volume, purpose: 'backup', component: 'backup' }],
    files: [{ path: configFile, text: configText(settings, plan, saved) }],
    services: [
      {
        name: preparation,
        about:
          'Once at each start: makes sure the backup volume belongs to this stack and can be written to.',
        image,
        compose: {
          command: ['backup-volume'],
          environment: { STACK: plan.name },
          volumes: repositoryMounts(settings),
        },
      },
      scheduler(settings, plan, image, saved),
    ],
  };
}

function scheduler(
  settings: BackupSettings,
  plan: Plan,
  image: PartImage,
  saved: readonly BackupOffer[],
): PartService {
  return {
    name: service,
    about: `Saves the stores on schedule (${settings.schedule} UTC) and on demand: holdfast backup.`,
    image,
    configs: { [configFile]: places.config },
    // Of the stores only what lets it read; all the others to be saved, encrypted, with the rest of the stack.
    secrets: [...plan.secrets],
    compose: {
      command: ['backup-scheduler'],
      depends_on: { [preparation]: { condition: 'service_completed_successfully' } },
      volumes: [...repositoryMounts(settings), ...stackMounts, ...saved.flatMap(storeMounts)],
      tmpfs: ['/run/backup:uid=10001,gid=10001,mode=0700,size=8m', '/tmp:size=16m,mode=1777'],
      healthcheck: {
        test: ['CMD', 'backup-health'],
        // A container that was paused counts as unhealthy until it is asked the next time.
        interval: '30s',
        timeout: '3s',
        retries: 3,
        start_period: '30s',
        start_interval: '2s',
      },
      // A backup that is broken off goes on where it was the next time.
      stop_grace_period: '10s',
    },
  };
}

function imageFor(saved: readonly BackupOffer[]): PartImage {
  const packages = [...new Set(saved.flatMap((offer) => offer.packages))].sort();
  return { kind: 'built', context: 'backup', component: 'backup', args: { PACKAGES: packages.join(' ') } };
}

function repositoryMounts({ to }: BackupSettings): ComposeVolumeMount[] {
  const own: ComposeVolumeMount = { type: 'volume', source: volume, target: places.volume };
  if (to === undefined || !isDirectory(to)) return [own];
  // stack/compose.yaml stands one directory below the spec.
  const source = to.startsWith('/') ? to : `../${to.slice(2)}`;
  return [own, { type: 'bind', source, target: places.directory }];
}

/** Not filled from this image: a volume that is still empty takes its owner from the store's own. */
function storeMounts({ volumes = {} }: BackupOffer): ComposeVolumeMount[] {
  return Object.entries(volumes).map(([source, name]) => ({
    type: 'volume',
    source,
    target: `${places.stores}/${name}`,
    read_only: true,
    volume: { nocopy: true },
  }));
}

/** What another machine needs besides the data, each mounted by itself: the spec, who the stack is, what was generated. */
const stackMounts: readonly ComposeVolumeMount[] = [
  ['../stack.yaml', 'stack.yaml'],
  ['./.local/identity.json', 'stack/.local/identity.json'],
  ['./holdfast.lock.json', 'stack/holdfast.lock.json'],
  ['./compose.yaml', 'stack/compose.yaml'],
  ['./config', 'stack/config'],
].map(([source = '', target = '']) => ({
  type: 'bind',
  source,
  target: `${places.stack}/${target}`,
  read_only: true,
}));

function configText(settings: BackupSettings, plan: Plan, saved: readonly BackupOffer[]): string {
  const { to } = settings;
  const config: BackupConfig = {
    stack: plan.name,
    plan: planHash(plan),
    schedule: settings.schedule,
    keep: settings.keep,
    repository: to === undefined ? places.repository : isDirectory(to) ? places.directory : to,
    stores: saved.map(({ of, settings: store }) => ({ of, settings: store })),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** Another plan makes another container: it would go on seeing the spec that was mounted when it was made. */
function planHash(plan: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan, plain)).digest('hex').slice(0, 12);
}

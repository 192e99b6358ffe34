import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleFile } from '../../../src/bundle/bundle.ts';
import { identityFiles } from '../../../src/bundle/identity-files.ts';
import type { Identity } from '../../../src/plan/identity.ts';

export const identity: Identity = {
  name: 'shop',
  subnet: '10.77.12.0/24',
  ports: { nginx: 8080 },
  secrets: { 'redis-app-password': 'one-secret' },
};

export const grownIdentity: Identity = {
  ...identity,
  ports: { ...identity.ports, 'redis-1': 6381 },
  secrets: { ...identity.secrets, 'kafka-cluster-id': 'two-secret' },
};

export function generated(path: string, content: string, mode: BundleFile['mode'] = 0o644): BundleFile {
  return { path, content, mode, owner: 'generated' };
}

const outer: BundleFile = { path: 'compose.yaml', content: 'name: shop\n', mode: 0o644, owner: 'once' };

/** Two bundles that differ in every way a bundle can: changed, unchanged, new and vanished files, a grown identity. */
export const oldBundle: Bundle = {
  files: [
    outer,
    ...identityFiles(identity),
    generated('stack/compose.yaml', 'services: old\n'),
    generated('stack/config/redis/redis.conf', 'port 1\n'),
    generated('stack/config/gone/only.conf', 'gone\n'),
    generated('stack/images/redis/start.sh', '#!/bin/sh\n', 0o755),
    generated('stack/lock.json', 'old\n'),
  ],
};

export const newBundle: Bundle = {
  files: [
    outer,
    ...identityFiles(grownIdentity),
    generated('stack/compose.yaml', 'services: new\n'),
    generated('stack/config/redis/redis.conf', 'port 2\n'),
    generated('stack/config/kafka/server.properties', 'node.id=1\n'),
    generated('stack/images/redis/start.sh', '#!/bin/sh\n', 0o755),
    generated('stack/lock.json', 'new\n'),
  ],
};

const notes = ['stack/.local/digests.json', 'stack/holdfast.digests.json'];

/** Every file below a directory with its text; what the writer notes for itself left out. */
export function contentsOf(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!lstatSync(join(root, path)).isFile() || notes.includes(path)) continue;
    files[path] = readFileSync(join(root, path), 'utf8');
  }
  return files;
}

export function expected(bundle: Bundle): Record<string, string> {
  const entries = bundle.files.map(({ path, content }): [string, string] => [
    path,
    Buffer.from(content).toString(),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

import type { Identity } from '../plan/identity.ts';
import type { BundleFile } from './bundle.ts';

export const identityPath = 'stack/.local/identity.json';
export const secretsDirectory = 'stack/.local/secrets';

/** identity.json: everything but the secrets, which stand in files of their own so that each is mounted alone. */
export interface IdentityRecord {
  readonly version: 1;
  readonly name: string;
  readonly subnet: string;
  readonly ports: Readonly<Record<string, number>>;
  /** Names only: a secret whose file is gone is then missed, not made anew. */
  readonly secrets: readonly string[];
}

/**
 * The identity as files. Secrets are 0444 in a 0700 directory: a container's user can read the one mounted, nobody
 * else on the machine reaches them. No newline at the end, since clients read these files as they are. Pure.
 */
export function identityFiles(identity: Identity): BundleFile[] {
  const secrets = Object.keys(identity.secrets).sort();
  const record: IdentityRecord = {
    version: 1,
    name: identity.name,
    subnet: identity.subnet,
    ports: Object.fromEntries(Object.entries(identity.ports).sort(([a], [b]) => (a < b ? -1 : 1))),
    secrets,
  };
  return [
    ...secrets.map((name) => secretFile(name, identity.secrets[name] ?? '')),
    {
      path: identityPath,
      content: `${JSON.stringify(record, undefined, 2)}\n`,
      mode: 0o644,
      owner: 'private',
    },
  ];
}

function secretFile(name: string, content: string): BundleFile {
  return { path: `${secretsDirectory}/${name}`, content, mode: 0o444, owner: 'private' };
}

/**
 * A stack may grow a port or a secret; what it already has never changes. True when `file` is identity.json and
 * keeps every value of the one on disk. Pure.
 */
export function mayReplaceIdentity(file: BundleFile, onDisk: Uint8Array): boolean {
  if (file.path !== identityPath) return false;
  const before = parseIdentityRecord(Buffer.from(onDisk).toString());
  const after = parseIdentityRecord(Buffer.from(file.content).toString());
  if (before === undefined || after === undefined) return false;
  return (
    before.name === after.name &&
    before.subnet === after.subnet &&
    Object.entries(before.ports).every(([id, port]) => after.ports[id] === port) &&
    before.secrets.every((name) => after.secrets.includes(name))
  );
}

/** Undefined when the text is not an identity, whole and in every value. Pure. */
export function parseIdentityRecord(text: string): IdentityRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is IdentityRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { version, name, subnet, ports, secrets } = value as Record<string, unknown>;
  return (
    version === 1 &&
    typeof name === 'string' &&
    /^[a-z][a-z0-9-]{0,30}$/.test(name) &&
    typeof subnet === 'string' &&
    /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(subnet) &&
    typeof ports === 'object' &&
    ports !== null &&
    Object.values(ports).every(
      (port) => Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536,
    ) &&
    Array.isArray(secrets) &&
    secrets.every((secret) => typeof secret === 'string' && /^[a-z][a-z0-9-]{0,62}$/.test(secret))
  );
}

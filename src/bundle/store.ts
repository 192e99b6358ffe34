import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import type { Identity } from '../plan/identity.ts';
import { identityPath, parseIdentityRecord, secretsDirectory } from './identity-files.ts';
import type { IdentityRecord } from './identity-files.ts';
import { readIfPresent, symlinkGuard } from './write/disk.ts';
import { explaining } from './write/failure.ts';

/**
 * What an earlier run fixed, or undefined in a directory that never had a stack.
 *
 * @throws StackError `usage` when only a part of it is there. A new one in its place would lock the stack out of
 * its own volumes: brokers refuse another cluster id, and Redis another password.
 */
export function readIdentity(directory: string): Identity | undefined {
  return explaining(() => {
    const guard = symlinkGuard(directory);
    guard(identityPath);
    guard(secretsDirectory);
    const bytes = readIfPresent(join(directory, identityPath));
    if (bytes === undefined) {
      if (secretNames(directory).length > 0) throw half(`${identityPath} is missing, but secrets are there.`);
      return undefined;
    }
    const record = parseIdentityRecord(bytes.toString());
    if (record === undefined) throw half(`${identityPath} cannot be read.`);
    const { name, subnet, ports } = record;
    return { name, subnet, ports, secrets: readSecrets(directory, record, guard) };
  });
}

function readSecrets(
  directory: string,
  record: IdentityRecord,
  guard: (path: string) => unknown,
): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const name of record.secrets) {
    const path = `${secretsDirectory}/${name}`;
    guard(path);
    const value = readIfPresent(join(directory, path))?.toString();
    if (value === undefined) throw half(`${path} is missing.`);
    // The value itself is never quoted: an error ends up in logs.
    if (!/^[\x21-\x7e]+$/.test(value))
      throw half(`${path} is empty, or holds more than one line of plain characters.`);
    secrets[name] = value;
  }
  return secrets;
}

function secretNames(directory: string): readonly string[] {
  try {
    return readdirSync(join(directory, secretsDirectory));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function half(message: string): StackError {
  return new StackError('usage', message, {
    hint: 'Bring stack/.local back from a backup. Only if no volume of this stack holds data: remove stack/.local.',
  });
}

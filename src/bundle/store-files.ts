import type { Identity } from '../plan/identity.ts';
import type { BundleFile } from './bundle.ts';

/** What is this machine's and private: identity and secrets, each secret a file of its own. */
export function identityFiles(identity: Identity): BundleFile[] {
  const { name, subnet, ports } = identity;
  const secrets = Object.entries(identity.secrets).map(([key, value]) => privateFile(`secrets/${key}`, value));
  return [privateFile('identity.json', `${JSON.stringify({ name, subnet, ports }, null, 2)}\n`), ...secrets];
}

/** Keeps what is private, and a generator's half-done work, out of version control. */
export function ignoreFile(): BundleFile {
  const text = '# Secrets and what belongs to one machine only.\n.local/\n.staging-*/\n';
  return { path: 'stack/.gitignore', content: text, mode: 0o644, owner: 'generated' };
}

/** Mode 0444 in a 0700 directory: Compose mounts the file as it is, and the container's uid is another one. */
function privateFile(path: string, content: string): BundleFile {
  return { path: `stack/.local/${path}`, content, mode: 0o444, owner: 'private' };
}

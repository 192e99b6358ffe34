import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../package-root.ts';
import type { AssetFile, Assets } from './bundle.ts';

/**
 * Reads what the package brings along. Works from src/ and from a bundled file in dist/ alike: both stand below the
 * directory of package.json.
 */
export function loadAssets(root: string = packageRoot()): Assets {
  const contexts = readdirSync(join(root, 'images'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const names = contexts.map(({ name }) => name).sort();
  return {
    images: new Map(names.map((name) => [name, contextFiles(join(root, 'images', name), '')])),
    base: readFileSync(join(root, 'compose/base.yaml'), 'utf8'),
    version: packageVersion(root),
    buildCa: extraCertificates(),
  };
}

/** Behind a TLS-inspecting proxy, builds need what Node itself was told to trust; what Node cannot read it passes over. */
function extraCertificates(): string {
  try {
    return readFileSync(process.env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
  } catch {
    return '';
  }
}

function contextFiles(root: string, below: string): AssetFile[] {
  const entries = readdirSync(join(root, below), { withFileTypes: true });
  const files = entries.flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return contextFiles(root, path);
    return entry.isFile() ? [assetFile(root, path)] : [];
  });
  // By code unit, not by locale: the order goes into a hash.
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Executable by its `#!`, not by its mode: modes get lost in archives and checkouts, and the tag hashes this. */
function assetFile(root: string, path: string): AssetFile {
  const content = readFileSync(join(root, path));
  return { path, content, executable: content[0] === 0x23 && content[1] === 0x21 };
}

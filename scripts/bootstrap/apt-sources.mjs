import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads what apt reads: sources.list and sources.list.d/*.{list,sources}, nothing else in there. */
export async function readAptSources(root = '/etc/apt') {
  const folder = join(root, 'sources.list.d');
  const names = (await readdir(folder).catch(() => [])).sort();
  const paths = [join(root, 'sources.list'), ...names.map((name) => join(folder, name))];
  const texts = await Promise.all(
    paths.map(async (path) => {
      if (path.endsWith('.sources')) return parseDeb822(await readFile(path, 'utf8').catch(() => ''));
      if (path.endsWith('.list')) return parseOneLine(await readFile(path, 'utf8').catch(() => ''));
      return [];
    }),
  );
  return texts.flat();
}

/** The stanzas of a `.sources` file (deb822), without the disabled ones and without sources of source code. */
export function parseDeb822(text) {
  const stanzas = text.replace(/^#.*\n?/gm, '').split(/\n[ \t]*\n/);
  return stanzas.flatMap((stanza) => {
    const fields = new Map();
    for (const [, key, value] of stanza.matchAll(/^([\w-]+):((?:.*(?:\n[ \t].*)*))/gm)) {
      fields.set(key.toLowerCase(), value.trim());
    }
    const words = (key) => (fields.get(key) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || fields.get('enabled') === 'no') return [];
    return words('uris').map((uri) =>
      source(uri, words('suites'), words('components'), fields.get('signed-by')),
    );
  });
}

/** The `deb` lines of a `.list` file. */
export function parseOneLine(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line.trim());
    if (match === null) return [];
    const [, options = '', uri, suite, components] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
    return [source(uri, [suite], components.split(/\s+/).filter(Boolean), signedBy)];
  });
}

function source(uri, suites, components, signedBy) {
  return { uri, suites, components, signedBy };
}

/**
 * The mirror this machine takes its own distribution from: often a company's, so it is read and never assumed.
 * The security archive has suites of another name and does not match.
 */
export function mirrorOf(sources, codename) {
  return sources.find(({ suites, components }) => suites.includes(codename) && components.includes('main'));
}

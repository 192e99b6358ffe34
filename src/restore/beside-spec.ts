import { join, relative, resolve } from 'node:path';
import { isMap, isScalar, parseDocument, type Document } from 'yaml';

/** A spec for a second stack on the same machine, and what of the first one's it could not have as well. */
export interface BesideSpec {
  readonly text: string;
  /** `nginx.port`, in the order of the spec's documentation. */
  readonly left: readonly string[];
}

/** Where stacks on one machine would meet: ports of the host, and the repository, which one key alone opens. */
const unshared = [
  ['nginx', 'port'],
  ['kafka', 'ports'],
  ['redis', 'ports'],
  ['redis', 'endpoint'],
  ['backup', 'to'],
] as const;

/**
 * The spec of a stack, for another one of that name in a directory of its own. What two stacks cannot share is left out, so
 * that the second one gets its own; an app is built from where it lies.
 *
 * @param text a spec that was found good
 */
export function besideSpec(text: string, name: string, from: string, to: string): BesideSpec {
  const document = parseDocument(text);
  document.set('name', name);
  const left = unshared.filter((path) => leaveOut(document, path)).map((path) => path.join('.'));
  const apps = document.get('apps');
  if (isMap(apps)) {
    for (const { key } of apps.items) {
      const build = document.getIn(['apps', key, 'build']);
      if (typeof build === 'string')
        document.setIn(['apps', key, 'build'], relative(to, resolve(join(from, build))));
    }
  }
  return { text: document.toString(), left };
}

function leaveOut(document: Document, [component, setting]: (typeof unshared)[number]): boolean {
  const settings = document.get(component, true);
  // A bare number is Nginx's port; a bare value of the others is something that can be shared.
  if (isScalar(settings) && component === 'nginx' && typeof settings.value === 'number')
    return document.delete(component);
  if (!isMap(settings) || typeof settings.get(setting) === 'boolean' || !settings.has(setting)) return false;
  settings.delete(setting);
  if (settings.items.length === 0) document.delete(component);
  return true;
}

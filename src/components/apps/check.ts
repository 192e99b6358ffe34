import type { Problem } from '../../component.ts';
import { lastFixedOctet } from '../../plan/addresses.ts';
import { firstOctet, replicasOf } from './replicas.ts';
import type { App, AppsSettings } from './schema.ts';

/** Containers of apps that a stack has fixed addresses for. */
const room = lastFixedOctet - firstOctet + 1;

const sources = ['build', 'image', 'local', 'demo'] as const;

/** Rules over several keys of an app, and over several apps. */
export function checkApps(apps: AppsSettings): readonly Problem[] {
  const entries = Object.entries(apps);
  return [
    ...entries.flatMap(([name, app]) => checkSource(name, app)),
    ...checkPaths(entries),
    ...entries.flatMap((entry) => checkTimeouts(entry, entries)),
    ...checkRoom(apps),
  ];
}

function checkRoom(apps: AppsSettings): Problem[] {
  const wanted = replicasOf(apps).length;
  if (wanted <= room) return [];
  return [
    {
      path: [],
      message: `${String(wanted)} replicas and spares in all: a stack has addresses for ${String(room)}`,
      hint: 'use fewer apps, or fewer replicas',
    },
  ];
}

function checkSource(name: string, app: App): Problem[] {
  const given = sources.filter((source) => app[source] !== undefined);
  const problems: Problem[] = [];
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none of them' : given.join(' and ');
    problems.push({
      path: [name],
      message: `must have exactly one of build, image, local and demo, has ${found}`,
      hint: `for a start: ${name}: { build: ., port: 3000 }`,
    });
  }
  if (app.dockerfile !== undefined && app.build === undefined) {
    problems.push({ path: [name, 'dockerfile'], message: 'only makes sense beside build' });
  }
  return problems;
}

/** Two apps at one path: the second would never get a request. */
function checkPaths(entries: readonly (readonly [string, App])[]): Problem[] {
  return entries.flatMap(([name, app], index) => {
    const earlier = entries.slice(0, index).find(([, other]) => other.path === app.path);
    if (earlier === undefined) return [];
    return [
      {
        path: [name, 'path'],
        message: `is ${app.path}, which already belongs to the app ${earlier[0]}`,
        hint: `give one of them a path of its own, such as /${name}`,
      },
    ];
  });
}

/** A time for what another app answers, or nobody, would never be asked for. */
function checkTimeouts(
  [name, app]: readonly [string, App],
  entries: readonly (readonly [string, App])[],
): Problem[] {
  return Object.keys(app.timeouts).flatMap((path) => {
    const owner = ownerOf(path, entries);
    if (owner === name) return [];
    const whose = owner === undefined ? 'no app' : `the app ${owner}`;
    return [
      {
        path: [name, 'timeouts', path],
        message: `is a path that ${whose} answers`,
        hint: `paths are as a client asks for them, so at or below ${app.path}`,
      },
    ];
  });
}

/** The app with the longest path at or above this one, as Nginx chooses. */
function ownerOf(path: string, entries: readonly (readonly [string, App])[]): string | undefined {
  const above = entries.filter(
    ([, app]) => app.path === '/' || path === app.path || path.startsWith(`${app.path}/`),
  );
  return above.sort(([, a], [, b]) => b.path.length - a.path.length)[0]?.[0];
}

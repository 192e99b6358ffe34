import { mountedConfigs, type ConfigFile } from '../configs/config-file.ts';
import type { Loaded } from '../load.ts';
import type { Place } from '../place.ts';
import type { Service } from './service.ts';

/** A `backend` or `listen` section of haproxy.cfg. */
export interface Backend {
  readonly service: Service;
  readonly name: string;
  readonly lines: readonly string[];
  /** Host of each `server` line. */
  readonly hosts: readonly string[];
  readonly at: Place;
}

/** The sections of every mounted haproxy.cfg that name servers. */
export function readHaproxy(service: Service, loaded: Loaded): readonly Backend[] {
  return mountedConfigs(service, /haproxy.*\.cfg/, loaded).flatMap((file) => backendsOf(service, file));
}

function backendsOf(service: Service, file: ConfigFile): readonly Backend[] {
  const sections: { name: string; lines: string[]; at: Place; serves: boolean }[] = [];
  for (const [index, source] of file.text.split(/\r?\n/).entries()) {
    const line = source.replace(/^\s*#.*/, '').trim();
    const [, kind, name = ''] =
      /^(global|defaults|frontend|backend|listen|userlist|resolvers|peers)\b\s*(\S*)/.exec(line) ?? [];
    if (kind === undefined) sections.at(-1)?.lines.push(line);
    else
      sections.push({
        name,
        lines: [],
        at: file.placeOf(index),
        serves: kind === 'backend' || kind === 'listen',
      });
  }
  return sections
    .filter(({ serves }) => serves)
    .map(({ name, lines, at }) => ({ service, name, lines, at, hosts: lines.flatMap(hostOf) }));
}

function hostOf(line: string): readonly string[] {
  const host = /^server\s+\S+\s+([^\s:]+)/.exec(line)?.[1];
  return host === undefined ? [] : [host];
}

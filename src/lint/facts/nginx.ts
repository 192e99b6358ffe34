import { mountedConfigs } from '../configs/config-file.ts';
import { parseNginxConf, type NginxDirective } from '../configs/nginx-conf.ts';
import type { Loaded } from '../load.ts';
import type { Place } from '../place.ts';
import type { Service } from './service.ts';

/** One server line of an upstream block. */
export interface UpstreamServer {
  /** `app-1:8080`, without the parameters. */
  readonly address: string;
  readonly params: readonly string[];
  readonly at: Place;
}

export interface Upstream {
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  readonly directives: readonly NginxDirective[];
  /** In a `stream` block: connections, not requests. */
  readonly stream: boolean;
  readonly at: Place;
}

/** A `proxy_pass` with the blocks around it, the innermost first. */
export interface Pass {
  /** What follows `proxy_pass`, as written. */
  readonly target: string;
  /** The host of the target: an upstream's name, a service, an address or something with a variable. */
  readonly host: string;
  readonly at: Place;
  readonly scopes: readonly (readonly NginxDirective[])[];
  /** A file that we cannot see is included next to it. */
  readonly includes: boolean;
  readonly stream: boolean;
}

/** An Nginx service with what its mounted configuration says. */
export interface NginxNode {
  readonly service: Service;
  readonly upstreams: readonly Upstream[];
  readonly passes: readonly Pass[];
  /** Every `resolver` line. */
  readonly resolvers: readonly NginxDirective[];
}

/** Reads all mounted `.conf` files, and the `.template` files that the official image turns into such. */
export function readNginx(service: Service, loaded: Loaded): NginxNode {
  const files = mountedConfigs(service, /\.conf(?:\.template)?$|^nginx.*\.conf|\.template$/, loaded);
  const trees = files.map(parseNginxConf);
  // Files of conf.d are included inside http: what they say at the top holds for each other.
  const http = trees.flatMap((tree) => [
    ...tree.filter(({ isBlock }) => !isBlock),
    ...tree.filter(({ name }) => name === 'http').flatMap(({ children }) => children),
  ]);
  const all = trees.flatMap((tree) => [...walk(tree, [], false)]);
  return {
    service,
    upstreams: all
      .filter(({ directive }) => directive.name === 'upstream' && directive.isBlock)
      .map(toUpstream),
    passes: all
      .filter(({ directive }) => directive.name === 'proxy_pass')
      .map((found) => toPass(found, http)),
    resolvers: all.map(({ directive }) => directive).filter(({ name }) => name === 'resolver'),
  };
}

interface Found {
  readonly directive: NginxDirective;
  /** The contents of the blocks around it, the innermost first; http and the top are left out. */
  readonly scopes: readonly (readonly NginxDirective[])[];
  readonly stream: boolean;
}

function* walk(
  directives: readonly NginxDirective[],
  scopes: Found['scopes'],
  stream: boolean,
): Generator<Found> {
  for (const directive of directives) {
    yield { directive, scopes, stream };
    const outer = ['http', 'stream'].includes(directive.name);
    const inside = outer ? scopes : [directive.children, ...scopes];
    yield* walk(directive.children, inside, stream || directive.name === 'stream');
  }
}

function toUpstream({ directive, stream }: Found): Upstream {
  const servers = directive.children
    .filter(({ name }) => name === 'server')
    .map(({ args: [address = '', ...params], at }) => ({ address, params, at }));
  return { name: directive.args[0] ?? '', servers, directives: directive.children, stream, at: directive.at };
}

/** Included by nearly every configuration, and none of them holds a time-out. */
const harmless = /mime\.types$|fastcgi_params$|conf\.d\/\*|modules-enabled\/|uwsgi_params$/;

function toPass({ directive, scopes, stream }: Found, http: readonly NginxDirective[]): Pass {
  const target = directive.args[0] ?? '';
  const includes = scopes
    .flat()
    .some(({ name, args }) => name === 'include' && !harmless.test(args[0] ?? ''));
  return { target, host: hostOf(target), at: directive.at, scopes: [...scopes, http], includes, stream };
}

function hostOf(target: string): string {
  return /^(?:\w+:\/\/)?([^/:]+)/.exec(target)?.[1] ?? '';
}

/** A directive as it holds at a place: the innermost block that has it. */
export function holding({ scopes }: Pass, name: string): NginxDirective | undefined {
  for (const scope of scopes) {
    const found = scope.findLast((directive) => directive.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The upstream a request is passed to, when its name is one. */
export function upstreamOf({ upstreams }: NginxNode, pass: Pass): Upstream | undefined {
  return upstreams.find(({ name, stream }) => name === pass.host && stream === pass.stream);
}

/** The host of a server line: `app` of `app:8080`. */
export function hostOfServer({ address }: UpstreamServer): string {
  return /^(?:\[[^\]]*\]|[^:]+)/.exec(address)?.[0] ?? address;
}

/** `fail_timeout=3s` of a server line. */
export function paramOf({ params }: UpstreamServer, name: string): string | undefined {
  return params.find((param) => param.startsWith(`${name}=`))?.slice(name.length + 1);
}

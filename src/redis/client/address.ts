import type { ConnectionSettings } from '../connection/options.ts';
import type { Endpoint } from '../connection/endpoint.ts';

/** What a URL says: where, and how to greet. */
export interface Address extends Pick<ConnectionSettings, 'username' | 'password' | 'database' | 'tls'> {
  readonly endpoint: Endpoint;
}

/**
 * Reads `redis://user:password@host:port/database`, `rediss://` for TLS, and `unix:///path/to.sock`. User, password and
 * path may be percent-encoded. Throws a TypeError for anything else, without the password in its message.
 */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'unix:' && url.pathname.length > 1)
    return { endpoint: { path: decodeURIComponent(url.pathname) }, ...login(url) };
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    throw new TypeError(
      'an address is redis://[user:password@]host[:port][/database], rediss:// or unix:///path',
    );
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    endpoint: { host, port: url.port === '' ? defaultPort : Number(url.port) },
    ...login(url),
    ...database(url.pathname),
    ...(url.protocol === 'rediss:' ? { tls: true as const } : {}),
  };
}

/** The one that IANA lists for Redis. */
const defaultPort = 6379;

function login({ username, password }: URL): { username?: string; password?: string } {
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

function database(path: string): { database?: number } {
  if (path === '' || path === '/') return {};
  if (!/^\/\d+$/.test(path))
    throw new TypeError('the path of a redis:// address is the number of a database');
  return { database: Number(path.slice(1)) };
}

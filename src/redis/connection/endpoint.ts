/** Where a server listens. */
export type Endpoint = TcpEndpoint | UnixEndpoint;

export interface TcpEndpoint {
  readonly host: string;
  readonly port: number;
}

export interface UnixEndpoint {
  /** Path of a Unix socket. */
  readonly path: string;
}

/** As it is named in messages. */
export function nameOf(endpoint: Endpoint): string {
  if ('path' in endpoint) return endpoint.path;
  return endpoint.host.includes(':')
    ? `[${endpoint.host}]:${endpoint.port}`
    : `${endpoint.host}:${endpoint.port}`;
}

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './endpoint.ts';
import type { TlsOptions } from './options.ts';

/** Bytes read at once at most: what the kernel tends to have ready when replies stream. */
const readSize = 64 * 1024;

/**
 * Begins to connect. `read` gets the bytes; it must be done with them when it returns, because a plain socket reads into
 * the same buffer for ever and so allocates nothing per read. (TLS decrypts into buffers of its own.)
 */
export function dial(
  endpoint: Endpoint,
  tls: TlsOptions | true | undefined,
  read: (bytes: Buffer) => void,
): Socket {
  const socket =
    tls === undefined ? dialPlain(endpoint, read) : dialTls(endpoint, tls === true ? {} : tls, read);
  socket.setNoDelay(true);
  // Finds a peer that vanished while nothing is asked of it.
  socket.setKeepAlive(true, 10_000);
  return socket;
}

function dialPlain(endpoint: Endpoint, read: (bytes: Buffer) => void): Socket {
  const onread = {
    buffer: Buffer.allocUnsafeSlow(readSize),
    callback: (count: number, buffer: Uint8Array): boolean => {
      read(Buffer.from(buffer.buffer, buffer.byteOffset, count));
      return true;
    },
  };
  return connectTcp({ ...address(endpoint), onread });
}

function dialTls(endpoint: Endpoint, tls: TlsOptions, read: (bytes: Buffer) => void): Socket {
  const { ca, ...rest } = tls;
  const socket = connectTls({
    ...address(endpoint),
    ...sni(endpoint),
    ...rest,
    ...(ca === undefined
      ? {}
      : { ca: Array.isArray(ca) ? [...(ca as readonly (string | Buffer)[])] : (ca as string | Buffer) }),
  });
  socket.on('data', read);
  return socket;
}

/** An address is no server name (RFC 6066); it is still checked against the certificate. */
function sni(endpoint: Endpoint): { servername?: string } {
  return 'path' in endpoint || /^[\d.]+$|:/.test(endpoint.host) ? {} : { servername: endpoint.host };
}

function address(endpoint: Endpoint): { path: string } | { host: string; port: number } {
  return 'path' in endpoint ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
}

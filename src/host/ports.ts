import { createServer } from 'node:net';

/**
 * Those of the ports that cannot be had on 127.0.0.1, or that somebody has on all addresses. Asking the kernel by
 * binding is the only answer that is right for every kind of listener; the port is free again at once.
 */
export async function busyPorts(ports: readonly number[]): Promise<ReadonlySet<number>> {
  const asked = [...new Set(ports)];
  const busy = await Promise.all(asked.map(async (port) => !(await free(port))));
  return new Set(asked.filter((_, index) => busy[index]));
}

async function free(port: number): Promise<boolean> {
  return (await bindable(port, '127.0.0.1')) && (await bindable(port, '0.0.0.0'));
}

/** A port below 1024 that only root may bind is not busy: the engine binds it, not we. */
function bindable(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'EADDRINUSE');
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

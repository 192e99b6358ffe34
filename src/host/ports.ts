import { connect } from 'node:net';

/** A listener on this machine answers in well under a millisecond, ms; one that hangs is left to the engine to find. */
const limit = 500;

/**
 * Those of the ports that somebody listens on at 127.0.0.1, or at all addresses. Asked by connecting, not by binding:
 * two runs at the same time must not take each other's question for a listener.
 */
export async function busyPorts(ports: readonly number[]): Promise<ReadonlySet<number>> {
  const asked = [...new Set(ports)];
  const busy = await Promise.all(asked.map(answers));
  return new Set(asked.filter((_, index) => busy[index]));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: limit });
    const finish = (busy: boolean) => () => {
      socket.destroy();
      resolve(busy);
    };
    socket.once('connect', finish(true));
    socket.once('timeout', finish(false));
    socket.once('error', finish(false));
  });
}

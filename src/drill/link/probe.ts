import { connect } from 'node:net';
import type { Endpoint } from './proxy.ts';

/** What a client meets at an endpoint. */
export type Met =
  | {
      readonly kind: 'answer';
      /** From the first try to connect to the first byte, ms. */ readonly after: number;
    }
  /** Connected, and not a byte in time. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'broken'; readonly why: string };

/** Connects, says something that any server of this kind answers, and waits for the first byte, for so many ms. */
export function probe(endpoint: Endpoint, hello: Buffer, patience: number): Promise<Met> {
  return new Promise((resolve) => {
    const began = performance.now();
    const socket = connect({ ...endpoint, noDelay: true });
    const end = (met: Met): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(met);
    };
    const timer = setTimeout(() => {
      end(socket.connecting ? { kind: 'broken', why: 'no connection' } : { kind: 'silence' });
    }, patience);
    socket.on('connect', () => socket.write(hello));
    socket.on('data', () => {
      end({ kind: 'answer', after: performance.now() - began });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'ECONNREFUSED' ? { kind: 'refused' } : { kind: 'broken', why: error.message });
    });
    socket.on('close', () => {
      end({ kind: 'broken', why: 'closed without an answer' });
    });
  });
}

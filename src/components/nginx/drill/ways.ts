/** One way of being slow. */
export interface Way {
  readonly name: string;
  /** How many such clients at a time. */
  readonly clients: number;
  /** Before one that was sent away comes back, ms. */
  readonly rest: number;
  readonly hello: Buffer;
  /** What follows every second; nothing for one that only does not read. */
  readonly drip: Buffer | undefined;
}

/** Below the largest body that nginx takes (client_max_body_size, 10m), bytes. It never comes to its end. */
const promisedBody = 9 * 1024 * 1024;
/** Above the memory buffer of a body (client_body_buffer_size, 16k): the rest goes to the tmpfs. */
const firstBody = 64 * 1024;
const bodyDrip = 16 * 1024;
/** More than the buffers of all sockets on the way hold, so that nginx has to keep the rest. */
const unreadBytes = 4 * 1024 * 1024;
const mostRequests = 500;

/** Not from the cache and not into it (nginx.conf). */
const common = 'Host: holdfast-drill\r\nX-Holdfast-Proof: drill\r\n';

/** Slow headers, slow bodies, slow readers. `pageBytes` is what one answer to GET / has. */
export function ways(pageBytes: number): readonly Way[] {
  const requests = Math.min(mostRequests, Math.ceil(unreadBytes / Math.max(1, pageBytes)));
  return [
    {
      name: 'headers',
      clients: 700,
      rest: 1000,
      hello: text('GET / HTTP/1.1\r\nHost: holdfast-drill\r\n'),
      drip: text('X-Slow: 1\r\n'),
    },
    {
      name: 'bodies',
      clients: 350,
      rest: 1000,
      hello: Buffer.concat([
        text(`POST / HTTP/1.1\r\n${common}Content-Length: ${String(promisedBody)}\r\n\r\n`),
        Buffer.alloc(firstBody, 'x'),
      ]),
      drip: Buffer.alloc(bodyDrip, 'x'),
    },
    {
      // Seldom anew: each costs the app some hundred pages, and it is nginx that is to be pressed.
      name: 'readers',
      clients: 300,
      rest: 5000,
      hello: text(`GET / HTTP/1.1\r\n${common}\r\n`.repeat(requests)),
      drip: undefined,
    },
  ];
}

function text(words: string): Buffer {
  return Buffer.from(words, 'latin1');
}

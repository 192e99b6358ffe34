import type { Slo, Slos } from '../../drill/slo.ts';

/**
 * One door: while it is away nobody gets in, so only a reload goes unnoticed. No timer of `failover` is in it: a process that is
 * killed is back as soon as its restart policy acts, everything else as soon as it is healed.
 */
export function nginxSlos(): Slos {
  return new Map<string, Slo>([
    ['nginx:crash', { rto: 1500 }],
    ['nginx:reload', { rto: 1000, failed: 0 }],
    ...['kill', 'stop', 'pause', 'disconnect'].map((fault) => [`nginx:${fault}`, { back: 1500 }] as const),
    // One answer takes up to 500 ms longer (200 +- 50 ms each way), and nobody gives up within five seconds.
    ['nginx.link:lag', { rto: 1000, failed: 0 }],
    // Nginx was well all the while: the next request on a new connection is answered, or what waited on an old one.
    ['nginx.link:stall', { back: 1500 }],
    ['nginx.link:cut', { back: 1500 }],
  ]);
}

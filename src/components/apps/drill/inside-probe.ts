import type { Probe } from '../../../drill/inside/probe.ts';
import type { Front } from './client.ts';
import { startRequests } from './requests.ts';

/** What the program inside needs to do what the drill's own probe does. */
export interface InsideSettings {
  readonly front: Front;
  readonly path: string;
}

/** A GET on a new connection each time, whether or not answers come. */
export const httpProbe: Probe<InsideSettings> = (
  { interval, settings: { front, path } },
  { now, pen, tempo },
) =>
  startRequests(
    { interval, pen, fresh: true, ask: () => ({ method: 'GET', path }) },
    { port: front, tempo },
    { now },
  );

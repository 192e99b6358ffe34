import type { StreamFacts } from '../../../drill/history.ts';
import { Flood } from '../../../drill/rate/flood.ts';
import { rangeLength } from '../../../drill/run/ranges.ts';
import type { LoadContext } from '../../../drill/workload.ts';
import type { App } from '../schema.ts';
import { HttpClient } from './client.ts';
import { judgeRequest } from './outcome.ts';
import { patience } from './requests.ts';
import { cheapPath } from './streams.ts';

/** Under way or in the client's own line, which lets nobody wait for long. */
const most = 2000;

export interface HttpFlood {
  readonly flood: Flood;
  readonly close: () => void;
}

/** GETs on kept connections, as many as it is told to. */
export function httpFlood(name: string, app: App, port: number, { recorder, eased }: LoadContext): HttpFlood {
  const path = cheapPath(app);
  const client = new HttpClient(port);
  let sequence = 0;
  const issue = async () => {
    const value = (sequence += 1);
    const seen = await client
      .send({ method: 'GET', path }, patience)
      .catch((error: unknown) => error as Error);
    return { key: path, value, ...judgeRequest(seen) };
  };
  const pen = recorder.ranges(factsOf(name, path));
  return {
    flood: new Flood({ now: recorder.now, pen, issue, key: () => path, most, eased }),
    close: () => {
      client.close();
    },
  };
}

function factsOf(name: string, path: string): StreamFacts {
  return {
    id: `http/flood/${name}`,
    tier: 'http',
    client: 'node:http',
    title: `GET ${path} on kept connections, at the rate of --rate`,
    kind: 'request',
    view: 'client',
    promise: 'counted',
    judged: false,
    keyed: false,
    interval: rangeLength,
  };
}

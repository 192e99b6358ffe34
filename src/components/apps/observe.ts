import type { Observer } from '../../component.ts';
import type { Fact } from '../../observe/observation.ts';
import { replicasOf } from './replicas.ts';
import type { AppsSettings } from './schema.ts';
import { front, replicaAnswering, throughFront } from './through-front.ts';

/** For all requests to one app, ms; an app that is slower than that is not well. */
const patience = 1500;

/** Rounds over the replicas: the front takes turns, and leaves one out for seconds after it failed. */
const rounds = 3;

/** Which replicas answer through the front, by a few GETs each. Without a published front there is no way in. */
export const observeApps: Observer<AppsSettings> = (apps, plan) => async (context) => {
  const asked = Object.entries(apps).map(async ([name, app]) => {
    const replicas = replicasOf({ [name]: app }).filter(({ spare }) => !spare);
    const url = throughFront(app, plan);
    if (url === undefined || replicas.length === 0) return [];
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patience)]);
    const names = replicas.map(({ service }) => service);
    return [{ app: name, url: `http://${url}/`, names, ...(await answering(url, names, signal)) }];
  });
  const states = (await Promise.all(asked)).flat();
  return {
    facts: states.map(factOf),
    data: Object.fromEntries(states.map(({ app, ...rest }) => [app, rest])),
  };
};

interface Answering {
  /** Services that answered, spares as well. */
  readonly answered: readonly string[];
  /** Why the asking ended early, or null. */
  readonly trouble: string | null;
}

async function answering(url: string, names: readonly string[], signal: AbortSignal): Promise<Answering> {
  const answered = new Set<string>();
  let trouble: string | null = null;
  try {
    for (let left = names.length * rounds; left > 0 && names.some((name) => !answered.has(name)); left -= 1) {
      const name = await replicaAnswering(url, signal);
      if (name !== undefined) answered.add(name);
    }
  } catch (error) {
    trouble = signal.aborted ? `no answer within ${String(patience / 1000)} s` : messageOf(error);
  }
  return { answered: [...answered].sort(), trouble };
}

function factOf({
  app,
  url,
  names,
  answered,
  trouble,
}: Answering & { readonly app: string; readonly url: string; readonly names: readonly string[] }): Fact {
  const missing = names.filter((name) => !answered.includes(name));
  const who = answered.length === 0 ? 'nobody answers' : `${answered.join(', ')} answered`;
  const lacks = missing.length === 0 ? '' : `, not ${missing.join(', ')}`;
  const why = trouble === null ? '' : ` (${trouble})`;
  return { well: missing.length === 0, text: `${app} through ${front} on ${url}: ${who}${lacks}${why}` };
}

/** fetch hides the reason in the cause: `fetch failed` says nothing. */
function messageOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

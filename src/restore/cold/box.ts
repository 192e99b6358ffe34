import { coldLines, coldPlaces, type ColdFacts } from '../../backup/cold/cold.ts';
import { inBox, type BoxContext } from '../box.ts';

/**
 * The container that reads or fills the brokers' volumes. It holds the lock of all backups from before the first broker
 * stops, finds out beforehand what can go wrong, and waits to be told that they have stopped.
 */
export interface ColdBox<T> {
  /** Rejects, as the box tells it, when it cannot begin: then no broker needs to be stopped. */
  readonly ready: Promise<void>;
  /** Every broker has stopped. Nobody is there to hear it when the box has failed. */
  readonly go: (facts?: ColdFacts) => void;
  /** Nothing comes of it: the box ends, and so does `outcome`. Never rejects. */
  readonly giveUp: () => Promise<void>;
  /** Whether anything in the volumes has been replaced. */
  readonly hasTouched: () => boolean;
  /** The volumes are no longer needed, one way or the other. Never rejects. */
  readonly released: Promise<void>;
  readonly outcome: Promise<T>;
}

/** Starts it, with the volume of each broker mounted by itself. */
export function openColdBox<T>(
  command: readonly string[],
  context: BoxContext,
  brokers: readonly string[],
  { readOnly, say }: { readonly readOnly: boolean; readonly say: (text: string) => void },
): ColdBox<T> {
  const ready = later<undefined>();
  const go = later<string>();
  const released = later<undefined>();
  let touched = false;
  const outcome = inBox<T>([...command, ...brokers], context, {
    mounts: brokers.map((service) => ({
      type: 'volume',
      source: coldVolumeOf(service, context),
      target: `${coldPlaces.content}/${service}`,
      readOnly,
    })),
    scratch: coldPlaces.content,
    input: go.promise,
    say: (line) => {
      if (line === coldLines.ready) ready.resolve(undefined);
      else if (line === coldLines.released) released.resolve(undefined);
      else if (line === coldLines.touching) touched = true;
      else say(line);
    },
  });
  outcome.then(
    () => {
      ready.resolve(undefined);
      released.resolve(undefined);
    },
    (error: unknown) => {
      ready.reject(error as Error);
      released.resolve(undefined);
    },
  );
  // Either may fail before anybody waits for it.
  ready.promise.catch(() => undefined);
  go.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    go: (facts) => {
      go.resolve(JSON.stringify(facts ?? {}));
    },
    giveUp: async () => {
      go.reject(new Error('given up'));
      await outcome.catch(() => undefined);
    },
    hasTouched: () => touched,
    released: released.promise,
    outcome,
  };
}

/** The volume with a broker's data, as the bundle names it. */
export function coldVolumeOf(service: string, { plan }: Pick<BoxContext, 'plan'>): string {
  return `${plan.name}-${service}-data`;
}

interface Later<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Promise.withResolvers, which Node 20 does not have. */
function later<T>(): Later<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { promise, resolve, reject };
}

// What the app depends on, and whether it is there. One line in the log for each change, none in between.

/** A start takes this long before "not there yet" is worth a line, ms: on a busy host brokers need half a minute. */
const START_GRACE = 60_000;

/** Keeps the state of each name: `starting`, `up`, `down`, or `off` for what this stack does not have. */
export function createStates(names, log, now = Date.now) {
  const states = new Map(names.map((name) => [name, { state: 'starting', since: now() }]));

  function set(name, up, reason) {
    const { state, since } = states.get(name);
    const next = up ? 'up' : 'down';
    const seconds = ((now() - since) / 1000).toFixed(1);
    if (state === next) return;
    if (state === 'starting' && !up && now() - since < START_GRACE) return;
    states.set(name, { state: next, since: now() });
    if (!up) log(`${name}: down (${reason.split('. ')[0]})`);
    else
      log(
        state === 'starting'
          ? `${name}: up after ${seconds} s`
          : `${name}: up again, was down for ${seconds} s`,
      );
  }

  return {
    set,
    get: (name) => states.get(name)?.state ?? 'off',
  };
}

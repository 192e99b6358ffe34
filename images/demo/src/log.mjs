// The log of one replica: a line for what changes, and for what fails at most one every ten seconds.

const QUIET = 10_000;

/** `line` always writes; `failure` leaves out what it has just said, and says how often. */
export function createLog(write = console.log, now = Date.now) {
  const said = new Map();
  return {
    line: (text) => write(text),
    failure(text) {
      const last = said.get(text);
      if (last !== undefined && now() - last.at < QUIET) {
        last.more += 1;
        return;
      }
      const more = last?.more ? ` (and ${last.more} times more before)` : '';
      // Texts may differ by an id or an address: the memory of them is bounded.
      if (said.size > 100) said.clear();
      said.set(text, { at: now(), more: 0 });
      write(`${text}${more}`);
    },
  };
}

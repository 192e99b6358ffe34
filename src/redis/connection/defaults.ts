import type { HighWaterMark } from './options.ts';

/** ms, for a command and for silence: far above what a working server takes, a script's busy time (5 s) included. */
export const defaultLimit = 10_000;

/** As many commands as keep any server busy, and few enough to tell their fate one by one. */
const defaultCommands = 65_536;
const defaultBytes = 16 * 1024 * 1024;

/** The high-water mark with its defaults; throws a RangeError for one that would let nothing through. */
export function windowOf({
  commands = defaultCommands,
  bytes = defaultBytes,
}: HighWaterMark = {}): Required<HighWaterMark> {
  if (!(commands >= 1) || !(bytes >= 1))
    throw new RangeError('highWaterMark: commands and bytes are at least 1');
  return { commands, bytes };
}

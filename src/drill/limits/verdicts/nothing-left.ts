import type { Checker } from '../checker.ts';

/**
 * Everything that the drill made is removed: its keys and its topics. The stack is as it was found, but for what the
 * removal itself leaves to the stores (an append-only file until it is rewritten, a topic's files for a second).
 */
export const nothingLeft: Checker = ({ leftovers }) => ({
  claim: 'nothing left behind',
  good: leftovers.length === 0,
  seen: leftovers.length === 0 ? 'all keys and topics of the drill are removed' : leftovers.join('; '),
});

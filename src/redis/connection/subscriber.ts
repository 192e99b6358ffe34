import type { Reply } from '../protocol/reply.ts';

const confirmations = new Set<Reply>([
  'subscribe',
  'unsubscribe',
  'psubscribe',
  'punsubscribe',
  'ssubscribe',
  'sunsubscribe',
]);
const messages = new Set<Reply>(['message', 'pmessage', 'smessage']);

/** RESP3 confirms a subscription by a push: it is the reply to the command, one for each channel named. */
export function isConfirmation(items: readonly Reply[]): boolean {
  return confirmations.has(items[0] ?? null);
}

/** RESP2 sends messages as if they were replies. */
export function isMessage(reply: Reply): reply is Reply[] {
  return Array.isArray(reply) && messages.has(reply[0] ?? null);
}

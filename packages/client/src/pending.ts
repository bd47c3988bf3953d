import type { Action } from './action.ts';
import type { ConversationEntry, PendingMessage } from './state.ts';

type PendingAction = Exclude<Extract<Action, { type: `pending.${string}` }>, { type: 'pending.loaded' }>;

/** Changes the messages that wait for the server. A confirmed one leaves when its message arrives, by whichever way. */
export function reducePending(entry: ConversationEntry, action: PendingAction): ConversationEntry {
  switch (action.type) {
    case 'pending.queued':
      return { ...entry, pending: [...entry.pending, action.pending] };
    case 'pending.failed':
      return patch(entry, action.clientMessageId, { status: 'failed', failure: action.failure });
    case 'pending.discarded':
      return {
        ...entry,
        pending: entry.pending.filter(({ clientMessageId }) => clientMessageId !== action.clientMessageId),
      };
    case 'pending.retried': {
      // A message sent again takes its new place: behind what was written and waits since.
      const again = entry.pending.find(({ clientMessageId }) => clientMessageId === action.clientMessageId);
      if (again === undefined) return entry;
      const others = entry.pending.filter((pending) => pending !== again);
      return { ...entry, pending: [...others, { ...again, status: 'pending', failure: null }] };
    }
  }
}

/** Adds messages that were written before those of this page, unless they are there, or confirmed already. */
export function addLoaded(
  entry: ConversationEntry,
  loaded: readonly PendingMessage[],
  myId: string,
): ConversationEntry {
  const held = entry.latest === null ? entry.messages : [...entry.messages, entry.latest];
  const confirmed = held.filter(({ author }) => author?.id === myId);
  const known = new Set([...entry.pending, ...confirmed].map(({ clientMessageId }) => clientMessageId));
  const added = loaded.filter(({ clientMessageId }) => !known.has(clientMessageId));
  return added.length === 0 ? entry : { ...entry, pending: [...added, ...entry.pending] };
}

function patch(entry: ConversationEntry, clientMessageId: string, to: Partial<PendingMessage>): ConversationEntry {
  return {
    ...entry,
    pending: entry.pending.map((pending) =>
      pending.clientMessageId === clientMessageId ? { ...pending, ...to } : pending,
    ),
  };
}

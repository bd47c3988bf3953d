import type { Action } from './action.ts';
import type { ConversationEntry, PendingMessage } from './state.ts';

type PendingAction = Extract<Action, { type: `pending.${string}` }>;

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

function patch(entry: ConversationEntry, clientMessageId: string, to: Partial<PendingMessage>): ConversationEntry {
  return {
    ...entry,
    pending: entry.pending.map((pending) =>
      pending.clientMessageId === clientMessageId ? { ...pending, ...to } : pending,
    ),
  };
}

import {
  type Causerie,
  type ConversationEntry,
  createCauserie,
  entryFromSnapshot,
  type Message,
  type State,
} from '@causerie/client';

export const me = { id: 'me', side: 'client' as const, subject: '7', name: 'Léa Martin' };
export const doctor = { id: 'doctor', side: 'professional' as const, subject: '1', name: 'Dr Zoé Lefèvre' };
export const at = '2026-03-02T09:00:00.000Z';

function message(seq: number, author: typeof me | typeof doctor, content: string): Message {
  const none = { clientMessageId: null, replyToId: null, mentions: [], reactions: [], editedAt: null, deletedAt: null };
  const about = { id: `m${seq}`, number: seq, conversationId: 'c', seq, author, content, type: 'text' as const };
  return { ...none, ...about, metadata: { mood: 'calm' }, attachments: [], revision: 1, createdAt: at };
}

const said = [message(1, me, 'Bonjour'), message(2, doctor, 'Bonjour Léa')];

/** Their conversation, with what the doctor has read of it and the patient has not. */
export function entry(readSeq = 0, unread = 0): ConversationEntry {
  const marker = (person: typeof me | typeof doctor, read: number) => ({
    ...{ person, readSeq: read, readAt: null, deliveredSeq: read, deliveredAt: null, unread },
  });
  const snapshot = {
    ...{ id: 'c', number: 1, status: 'active' as const, subject: 'Genou', appointmentId: null, blockedById: null },
    ...{ lastSeq: 2, revision: 0, lastMessage: said[1] ?? null, lastMessageAt: at, createdAt: at, updatedAt: at },
    participants: [marker(me, 2), marker(doctor, readSeq)],
  };
  return { ...entryFromSnapshot(snapshot, me.id), messages: said, floorSeq: 1 };
}

/** A messenger that holds what it is told to, and notes what it is asked to do. */
export function scripted(first: Partial<State>) {
  const real = createCauserie({ url: '', getToken: () => '' });
  const listeners = new Set<() => void>();
  const asked: unknown[] = [];
  let state: State = { ...real.getSnapshot(), me, list: { ...real.getSnapshot().list, loaded: true }, ...first };
  const client: Causerie = {
    ...real,
    getSnapshot: () => state,
    subscribe: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    openConversation: () => undefined,
    createConversation: async (input) => (asked.push(input), 'c'),
    setAside: async (...what) => void asked.push(what),
    loadMoreConversations: async () => void asked.push('more'),
    queries: {
      ...real.queries,
      request: async <T>(method: string, path: string, body?: unknown) => {
        asked.push([method, path, body]);
        return said[0] as T;
      },
      message: async (id) => {
        asked.push(['GET', `/v1/messages/${id}`]);
        return message(1, me, 'Bonjour');
      },
      searchConversations: async (query) => {
        asked.push(query);
        return { items: [], nextCursor: 'next' };
      },
    },
  };
  const change = (part: Partial<State>): void => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  return { client, asked, change };
}

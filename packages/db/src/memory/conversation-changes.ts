import type { ChangeRefused, ConversationAsk, ConversationChange, ConversationChanges } from '@causerie/core';
import { isWanted, printConversation } from './conversations.ts';
import { audienceOf, conversationOf, conversationsOf, participantOf } from './store.ts';
import type { MemoryStore, StoredConversation } from './store.ts';

type Changes = Partial<Pick<StoredConversation, 'status' | 'subject' | 'blockedById' | 'blockedAlsoById'>>;

/** Changes of conversations in memory. */
export function createMemoryConversationChanges(store: MemoryStore): ConversationChanges {
  function change(
    ask: ConversationAsk,
    decide: (one: StoredConversation) => Changes | 'conflict' | 'forbidden',
  ): ConversationChange {
    const one = find(store, ask);
    if (one === undefined) return refused('not_found');
    const changes = decide(one);
    if (typeof changes === 'string') return refused(changes);
    const before = JSON.stringify(one);
    Object.assign(one, changes);
    const changed = JSON.stringify(one) !== before;
    if (changed) one.updatedAt = store.now();
    return { ok: true, changed, conversation: printConversation(store, one), audience: audienceOf(one) };
  }

  return {
    async update({ status, subject, ...ask }) {
      return change(ask, (one) => {
        if (one.status === 'blocked' && (status !== undefined || subject !== undefined)) return 'conflict';
        return { status: status ?? one.status, subject: subject === undefined ? one.subject : subject };
      });
    },
    block: async (ask) => change(ask, (one) => block(one, ask.personId)),
    unblock: async (ask) => change(ask, (one) => unblock(one, ask.personId)),
    async remove(ask) {
      const one = find(store, ask);
      if (one === undefined) return refused('not_found');
      if ([one.blockedById, one.blockedAlsoById].some((id) => id !== null && id !== ask.personId)) {
        return refused('conflict');
      }
      one.deleted = true;
      return { ok: true, conversation: { id: one.id, number: one.number }, audience: audienceOf(one) };
    },
    async page({ personId, page, limit, status, search }) {
      const found = conversationsOf(store, personId).filter((one) =>
        isWanted(store, one, { personId, status, search }),
      );
      const items = found.slice((page - 1) * limit, page * limit).map((one) => printConversation(store, one));
      return { items, total: found.length };
    },
  };
}

function find(store: MemoryStore, { conversationId, personId }: ConversationAsk): StoredConversation | undefined {
  const one = conversationOf(store, conversationId);
  return one === undefined || participantOf(one, personId) === undefined ? undefined : one;
}

function block(one: StoredConversation, personId: string): Changes {
  if (one.blockedById === null) return { status: 'blocked', blockedById: personId };
  return one.blockedById === personId ? {} : { blockedAlsoById: personId };
}

function unblock(one: StoredConversation, personId: string): Changes | 'forbidden' {
  if (one.blockedAlsoById === personId) return { blockedAlsoById: null };
  if (one.blockedById !== personId) return one.status === 'blocked' ? 'forbidden' : {};
  const other = one.blockedAlsoById;
  return { status: other === null ? 'active' : 'blocked', blockedById: other, blockedAlsoById: null };
}

function refused(code: ChangeRefused['code']): ChangeRefused {
  return { ok: false, code };
}

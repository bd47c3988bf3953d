import type { Message, MessageReceipt } from '@causerie/contracts';
import { REACTION_EMOJI_MAX, type ChangeOutcome, type FoundMessage, type MessageChanges } from '@causerie/core';
import {
  audienceOf,
  conversationOf,
  participantOf,
  personOf,
  printMessage,
  type MemoryStore,
  type StoredConversation,
} from './store.ts';

/** A message as it is stored, and where. */
interface Stored {
  conversation: StoredConversation;
  message: Message;
}

/** Changes of messages in memory. */
export function createMemoryMessageChanges(store: MemoryStore): MessageChanges {
  return {
    edit: async (input) => edit(store, input),
    delete: async (input) => remove(store, input),
    setReaction: async (input) => setReaction(store, input),
    async changes({ conversationId, personId, after, limit }) {
      const conversation = conversationOf(store, conversationId);
      if (conversation === undefined || participantOf(conversation, personId) === undefined) return null;
      const changed = conversation.log
        .filter(({ revision }) => revision > Math.max(after, 0))
        .toSorted((a, b) => a.revision - b.revision);
      return {
        items: changed.slice(0, limit).map((message) => printMessage(store, message)),
        revision: conversation.revision,
        hasMore: changed.length > limit,
      };
    },
    async edits(messageId, personId) {
      if (visible(store, messageId, personId) === null) return null;
      return (store.edits.get(messageId) ?? []).map((edited) => ({ ...edited }));
    },
    async receipts(messageId, personId) {
      const found = visible(store, messageId, personId);
      return found === null ? null : receiptsOf(store, found);
    },
    async find(messageId, personId) {
      const found = visible(store, messageId, personId);
      return found === null ? null : print(store, found);
    },
  };
}

/** The message, if the person is in its conversation. */
function visible(store: MemoryStore, messageId: string, personId: string): Stored | null {
  for (const { id } of store.conversations.values()) {
    const conversation = conversationOf(store, id);
    const message = conversation?.log.find((one) => one.id === messageId);
    if (conversation === undefined || message === undefined) continue;
    return participantOf(conversation, personId) === undefined ? null : { conversation, message };
  }
  return null;
}

function print(store: MemoryStore, { conversation, message }: Stored): FoundMessage {
  return {
    message: structuredClone(printMessage(store, message)),
    conversation: { id: conversation.id, number: conversation.number },
    audience: audienceOf(conversation),
  };
}

/** Writes the change under the conversation's next revision; without one, says that everything is as before. */
function commit(store: MemoryStore, found: Stored, change: Partial<Message> | null): ChangeOutcome {
  const { conversation, message } = found;
  if (change !== null) {
    conversation.revision++;
    conversation.updatedAt = store.now();
    Object.assign(message, change, { revision: conversation.revision });
  }
  return { ok: true, changed: change !== null, ...print(store, found) };
}

function edit(
  store: MemoryStore,
  { messageId, personId, content }: { messageId: string; personId: string; content: string },
): ChangeOutcome {
  const found = visible(store, messageId, personId);
  if (found === null) return { ok: false, code: 'not_found' };
  const { conversation, message } = found;
  if (message.author?.id !== personId) return { ok: false, code: 'forbidden' };
  if (message.deletedAt !== null) return { ok: false, code: 'conflict' };
  if (conversation.status !== 'active') return { ok: false, code: 'conversation_closed' };
  if (message.content === content) return commit(store, found, null);
  const editedAt = store.now();
  const edits = store.edits.get(messageId) ?? [];
  store.edits.set(messageId, [...edits, { revision: edits.length + 1, content: message.content, editedAt }]);
  return commit(store, found, { content, editedAt });
}

function remove(store: MemoryStore, { messageId, personId }: { messageId: string; personId: string }): ChangeOutcome {
  const found = visible(store, messageId, personId);
  if (found === null) return { ok: false, code: 'not_found' };
  const { message } = found;
  if (message.author?.id !== personId) return { ok: false, code: 'forbidden' };
  if (message.deletedAt !== null) return commit(store, found, null);
  const deletedAt = store.now();
  store.edits.delete(messageId);
  for (const file of store.attachments.values()) if (file.messageId === messageId) file.deletedAt ??= deletedAt;
  const nothing = { content: '', metadata: null, mentions: [], reactions: [], attachments: [] };
  return commit(store, found, { ...nothing, deletedAt });
}

function setReaction(
  store: MemoryStore,
  { messageId, personId, emoji, active }: { messageId: string; personId: string; emoji: string; active: boolean },
): ChangeOutcome {
  const found = visible(store, messageId, personId);
  if (found === null) return { ok: false, code: 'not_found' };
  const { conversation, message } = found;
  if (message.deletedAt !== null) return { ok: false, code: 'conflict' };
  if (conversation.status !== 'active') return { ok: false, code: 'conversation_closed' };
  const { reactions } = message;
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.personIds.includes(personId) ?? false) === active) return commit(store, found, null);
  if (active && known === undefined) {
    if (reactions.length >= REACTION_EMOJI_MAX) return { ok: false, code: 'unprocessable' };
    return commit(store, found, { reactions: [...reactions, { emoji, personIds: [personId] }] });
  }
  const changed = reactions.map((reaction) => {
    if (reaction !== known) return reaction;
    const others = reaction.personIds.filter((id) => id !== personId);
    return { emoji, personIds: active ? [...others, personId] : others };
  });
  return commit(store, found, { reactions: changed.filter(({ personIds }) => personIds.length > 0) });
}

function receiptsOf(store: MemoryStore, { conversation, message }: Stored): MessageReceipt[] {
  return audienceOf(conversation)
    .filter((personId) => personId !== message.author?.id)
    .map((personId) => {
      const reached = (marker: 'read' | 'delivered') =>
        store.receipts.find(
          (step) =>
            step.conversationId === conversation.id &&
            step.readerId === personId &&
            step.marker === marker &&
            step.upToSeq >= message.seq,
        )?.at ?? null;
      const [deliveredAt, readAt] = [reached('delivered'), reached('read')];
      const received = [deliveredAt, readAt].filter((at) => at !== null).toSorted();
      return { person: personOf(store, personId), deliveredAt: received[0] ?? null, readAt };
    });
}

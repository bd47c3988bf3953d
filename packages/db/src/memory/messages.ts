import type { Message, PersistMessage } from '@causerie/contracts';
import type { Messages, PersistOutcome } from '@causerie/core';
import {
  audienceOf,
  conversationOf,
  participantOf,
  printMessage,
  type MemoryStore,
  type StoredAttachment,
} from './store.ts';

/** The log in memory. */
export function createMemoryMessages(store: MemoryStore): Messages {
  return {
    async persist(batch) {
      // A repeat within the batch shares the fate of its first, also when that was refused.
      const fates = new Map<string, PersistOutcome>();
      const now = store.now();
      return batch.map((sent) => {
        const key = JSON.stringify([sent.conversationId, sent.author.id, sent.clientMessageId]);
        const first = fates.get(key);
        if (first !== undefined) return first.ok ? { ...first, created: false } : first;
        const outcome = persistOne(store, sent, now);
        fates.set(key, outcome);
        return outcome;
      });
    },
    async page({ conversationId, personId, before, after, limit }) {
      const conversation = conversationOf(store, conversationId);
      if (conversation === undefined || participantOf(conversation, personId) === undefined) return null;
      const { log } = conversation;
      const found = log.filter(({ seq }) => (after === undefined ? seq < (before ?? Infinity) : seq > after));
      const page = after === undefined ? found.slice(-limit) : found.slice(0, limit);
      return {
        items: page.map((message) => printMessage(store, message)),
        lastSeq: log.length,
        hasMore: found.length > page.length,
      };
    },
    async seqOfNumber(conversationId, number) {
      const found = conversationOf(store, conversationId)?.log.find((message) => message.number === number);
      return found?.seq ?? null;
    },
  };
}

function persistOne(store: MemoryStore, sent: PersistMessage, now: string): PersistOutcome {
  const conversation = conversationOf(store, sent.conversationId);
  if (conversation === undefined || participantOf(conversation, sent.author.id) === undefined) {
    return { ok: false, code: 'not_found' };
  }
  const told = {
    conversation: { id: conversation.id, number: conversation.number },
    audience: audienceOf(conversation),
  };
  const { log } = conversation;
  const repeated = log.find(
    ({ author, clientMessageId }) => author?.id === sent.author.id && clientMessageId === sent.clientMessageId,
  );
  if (repeated !== undefined) return { ok: true, created: false, message: printMessage(store, repeated), ...told };
  if (conversation.status !== 'active') return { ok: false, code: 'conversation_closed' };
  if (sent.replyToId !== null && !log.some(({ id }) => id === sent.replyToId)) return { ok: false, code: 'not_found' };
  const { requestId: _, attachmentIds = [], mentions = [], ...rest } = sent;
  const files = filesOf(store, sent, attachmentIds);
  const strangers = mentions.filter((id) => participantOf(conversation, id) === undefined);
  if (strangers.length > 0 || files === null) return { ok: false, code: 'unprocessable' };
  for (const file of files) file.messageId = sent.id;
  const attachments = files.map(({ attachment }) => ({ ...attachment }));
  const message: Message = {
    ...rest,
    number: store.nextMessageNumber++,
    seq: log.length + 1,
    type: sent.type ?? typeOf(attachments),
    mentions,
    reactions: [],
    attachments,
    revision: 0,
    createdAt: now,
    editedAt: null,
    deletedAt: null,
  };
  log.push(message);
  conversation.lastMessageAt = now;
  conversation.updatedAt = now;
  return { ok: true, created: true, message: { ...message }, ...told };
}

/** The files the author may send, or null when one of them is not there for them. */
function filesOf(store: MemoryStore, sent: PersistMessage, ids: readonly string[]): StoredAttachment[] | null {
  const files = ids
    .map((id) => store.attachments.get(id))
    .filter((file) => file !== undefined)
    .filter((file) => file.conversationId === sent.conversationId && file.uploaderId === sent.author.id)
    .filter((file) => file.messageId === null && file.deletedAt === null && file.attachment.state !== 'rejected');
  return files.length === ids.length ? files : null;
}

function typeOf(attachments: Message['attachments']): Message['type'] {
  if (attachments.length === 0) return 'text';
  return attachments.every(({ mediaType }) => mediaType.startsWith('image/')) ? 'image' : 'file';
}

import { describe } from 'vitest';
import { createMemoryRepositories } from '../src/index.ts';
import { describeRepositories } from './repositories.contract.ts';
import { fileOf, type Stage } from './scene.ts';

// Time passes between two calls, as it does with a database on the other side.
let nowMs = Date.now();
const { store, ...repositories } = createMemoryRepositories({ clock: { nowMs: () => nowMs++ } });

const conversation = (id: string) => {
  const found = store.conversations.get(id);
  if (found === undefined) throw new Error('no such conversation');
  return found;
};

const stage: Stage = {
  repositories,
  async setStatus(conversationId, status) {
    conversation(conversationId).status = status;
  },
  async leave(conversationId, personId) {
    for (const one of conversation(conversationId).participants) if (one.personId === personId) one.joined = false;
  },
  async removeConversation(conversationId) {
    conversation(conversationId).deleted = true;
  },
  async removeMessage(messageId) {
    for (const { log } of store.conversations.values()) {
      for (const message of log) if (message.id === messageId) message.deletedAt = store.now();
    }
  },
  async upload({ conversationId, uploader, mediaType, state }) {
    const attachment = fileOf(mediaType, state);
    store.attachments.set(attachment.id, {
      attachment,
      conversationId,
      uploaderId: uploader.id,
      messageId: null,
      deletedAt: null,
    });
    return { ...attachment };
  },
  async isDiscarded(attachmentId) {
    return store.attachments.get(attachmentId)?.deletedAt !== null;
  },
};

describe('repositories in memory', () => describeRepositories(() => stage));

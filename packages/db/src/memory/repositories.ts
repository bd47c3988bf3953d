import type { Clock } from '@causerie/core';
import type { Repositories } from '../repositories.ts';
import { createMemoryConversationChanges } from './conversation-changes.ts';
import { createMemoryConversations } from './conversations.ts';
import { createMemoryDirectory } from './directory.ts';
import { createMemoryMessageChanges } from './message-changes.ts';
import { createMemoryMessages } from './messages.ts';
import { createMemoryReceipts } from './receipts.ts';
import { createMemoryStore, type MemoryStore } from './store.ts';

/** The twins over one store. */
export interface MemoryRepositories extends Repositories {
  store: MemoryStore;
}

/** Repositories that keep everything in this process: for tests and simulations. Each call is atomic. */
export function createMemoryRepositories(options: { clock?: Clock } = {}): MemoryRepositories {
  const store = createMemoryStore(options.clock ?? { nowMs: () => Date.now() });
  return {
    store,
    conversations: createMemoryConversations(store),
    conversationChanges: createMemoryConversationChanges(store),
    messages: createMemoryMessages(store),
    messageChanges: createMemoryMessageChanges(store),
    receipts: createMemoryReceipts(store),
    directory: createMemoryDirectory(store),
  };
}

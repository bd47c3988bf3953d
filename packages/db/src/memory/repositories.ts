import type { Clock } from '@causerie/core';
import type { Repositories } from '../repositories.ts';
import { createMemoryConversations } from './conversations.ts';
import { createMemoryDirectory } from './directory.ts';
import { createMemoryMessages } from './messages.ts';
import { createMemoryReceipts } from './receipts.ts';
import { createMemoryStore, type MemoryStore } from './store.ts';

/** The four twins over one store. */
export interface MemoryRepositories extends Repositories {
  store: MemoryStore;
}

/** Repositories that keep everything in this process: for tests and simulations. Each call is atomic. */
export function createMemoryRepositories(options: { clock?: Clock } = {}): MemoryRepositories {
  const store = createMemoryStore(options.clock ?? { nowMs: () => Date.now() });
  return {
    store,
    conversations: createMemoryConversations(store),
    messages: createMemoryMessages(store),
    receipts: createMemoryReceipts(store),
    directory: createMemoryDirectory(store),
  };
}

import type { ConversationAccess, Conversations } from '@causerie/core';
import { LRUCache } from 'lru-cache';

/** Conversations whose access a door remembers. */
const ACCESS_MAX = 100_000;
/** How long it remembers. The commit checks again under the row lock, so a stale view can refuse late but never leak. */
const ACCESS_TTL_MS = 4000;
/** Integer names a door remembers; a name never changes its conversation. */
const NUMBERS_MAX = 100_000;

/** What a door remembers of who may do what in which conversation. */
export interface AccessCache {
  access(conversationId: string): Promise<ConversationAccess | null>;
  idOfNumber(number: number): Promise<string | null>;
  /** To be called when an announcement says that a conversation changed. */
  forget(conversationId: string): void;
}

/** Remembers accesses for a moment, so that the hot path reads no membership row; unknown ones are asked again each time. */
export function createAccessCache(conversations: Pick<Conversations, 'access' | 'idOfNumber'>): AccessCache {
  const accesses = new LRUCache<string, Promise<ConversationAccess | null>>({ max: ACCESS_MAX, ttl: ACCESS_TTL_MS });
  const numbers = new LRUCache<number, string>({ max: NUMBERS_MAX });
  return {
    access(conversationId) {
      const known = accesses.get(conversationId);
      if (known !== undefined) return known;
      const asked = conversations.access(conversationId);
      accesses.set(conversationId, asked);
      const forget = (): void => {
        if (accesses.peek(conversationId) === asked) accesses.delete(conversationId);
      };
      asked.then((access) => (access === null ? forget() : undefined), forget);
      return asked;
    },
    async idOfNumber(number) {
      const known = numbers.get(number);
      if (known !== undefined) return known;
      const id = await conversations.idOfNumber(number);
      if (id !== null) numbers.set(number, id);
      return id;
    },
    forget(conversationId) {
      accesses.delete(conversationId);
    },
  };
}

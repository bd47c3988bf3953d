import type { MessagingStats, SearchPage } from '@causerie/contracts';

/** What a search is asked for; `before` is the `nextCursor` of the page before, a malformed one is `page_out_of_range`. */
export interface MessageSearchQuery {
  personId: string;
  /** Words as typed: all must occur in a message, the last one perhaps unfinished. */
  q: string;
  conversationId?: string | undefined;
  before?: string | undefined;
  limit: number;
}

/** The index of words; it follows the log within seconds, and never shows what was deleted. */
export interface MessageSearch {
  /** Newest first, only of conversations in which the person is now. */
  search(query: MessageSearchQuery): Promise<SearchPage>;
  /** One step of the indexing; `more` when the next step would find something at once. */
  index(): Promise<{ indexed: number; redone: number; more: boolean }>;
}

/** Statistics, computed from the log when asked. */
export interface MessagingStatistics {
  /** Of one person, or of everybody when `personId` is null; instants are ISO, `to` is not included. */
  messaging(query: { personId: string | null; from: string; to: string }): Promise<MessagingStats>;
}

/** Compares the arithmetic of unread with a full count (DEL-8). */
export interface UnreadChecks {
  /** Looks at the people of the latest messages; `drifted` counts the conversations in which the two differ. */
  check(): Promise<{ checked: number; drifted: number }>;
}

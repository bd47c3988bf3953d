import type { Conversation, ConversationStatus } from '@causerie/contracts';
import type { ConversationRef } from '../ports.ts';

/** Which conversation, and who asks. */
export interface ConversationAsk {
  conversationId: string;
  personId: string;
}

/** Why a change was refused: foreign or unknown, not the one who blocked, or against what the conversation is now. */
export interface ChangeRefused {
  ok: false;
  code: 'not_found' | 'forbidden' | 'conflict';
}

/** What became of a change; `changed: false` when the conversation was so already, which nobody needs to hear of. */
export type ConversationChange =
  | { ok: true; changed: boolean; conversation: Conversation; audience: readonly string[] }
  | ChangeRefused;

/** What became of a deletion. */
export type ConversationRemoval =
  | { ok: true; conversation: ConversationRef; audience: readonly string[] }
  | ChangeRefused;

/** What a numbered page is asked for; pages count from 1. */
export interface ConversationPageQuery {
  page: number;
  limit: number;
  /** Any of these. */
  status?: ConversationStatus | readonly ConversationStatus[] | undefined;
  /** Part of the subject, of the other person's name, or words of the messages; case and accents do not matter. */
  search?: string | undefined;
}

/**
 * Changes of a conversation as a whole. Each takes the conversation's row lock, so that it is before or after any message,
 * and moves `updatedAt` when it changed something.
 */
export interface ConversationChanges {
  /**
   * Changes subject or status; an absent field stays. A blocked conversation refuses both (`conflict`): it can neither be
   * archived away nor activated past the person who blocked it, and a subject is something the other one would read.
   */
  update(
    input: ConversationAsk & { subject?: string | null | undefined; status?: 'active' | 'archived' | undefined },
  ): Promise<ConversationChange>;
  /** Either may block, both may: then it stays blocked until the last of the two unblocks. */
  block(input: ConversationAsk): Promise<ConversationChange>;
  /** `forbidden` for whoever did not block it; a conversation that is not blocked stays as it is. */
  unblock(input: ConversationAsk): Promise<ConversationChange>;
  /**
   * Removes it for everybody: it exists for nobody any more, its pair may open a new one, its files are given up for purging,
   * its words leave the search and its notifications disappear. `conflict` while the other person blocks it, because a new
   * conversation would undo the block.
   */
  remove(input: ConversationAsk): Promise<ConversationRemoval>;
  /** A numbered page, last active first, with the number of all that match. */
  page(query: ConversationPageQuery & { personId: string }): Promise<{ items: Conversation[]; total: number }>;
}

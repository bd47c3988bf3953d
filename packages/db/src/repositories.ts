import type { ConversationChanges, Conversations, Directory, MessageChanges, Messages, Receipts } from '@causerie/core';
import type { Pool } from 'pg';
import { createConversationChanges } from './conversation-changes.ts';
import { createConversations } from './conversations.ts';
import { createDirectory } from './directory.ts';
import { createMessageChanges } from './message-changes.ts';
import { createMessages } from './messages.ts';
import { createReceipts } from './receipts.ts';

/** Everything the use-cases need of the database. Contract types come out, never rows. */
export interface Repositories {
  conversations: Conversations;
  conversationChanges: ConversationChanges;
  messages: Messages;
  messageChanges: MessageChanges;
  receipts: Receipts;
  directory: Directory;
}

/**
 * Repositories on a pool that the caller opened and will end.
 * They throw AppError `unavailable` when the database is away or too slow, and `StatementFailed` when it refuses.
 */
export function createRepositories(pool: Pool): Repositories {
  return {
    conversations: createConversations(pool),
    conversationChanges: createConversationChanges(pool),
    messages: createMessages(pool),
    messageChanges: createMessageChanges(pool),
    receipts: createReceipts(pool),
    directory: createDirectory(pool),
  };
}

import { sql } from 'drizzle-orm';
import { bigint, boolean, check, customType, index, integer, pgTable, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/**
 * The words of messages, in a table of their own that a job fills within seconds: an index on the log itself would make
 * every send pay for searches.
 */
export const messageSearch = pgTable(
  'message_search',
  {
    messageId: uuid('message_id').primaryKey(),
    conversationId: uuid('conversation_id').notNull(),
    seq: integer('seq').notNull(),
    document: tsvector('document').notNull(),
    /** When the message was written: the order of what is found. */
    writtenAt: instant('written_at').notNull().defaultNow(),
  },
  (table) => [
    index('message_search_document_idx').using('gin', table.document),
    // Common words are everywhere: walking from the newest back finds a page of them at once.
    index('message_search_written_idx').on(table.writtenAt.desc().nullsFirst(), table.messageId.desc().nullsFirst()),
    index('message_search_conversation_idx').on(table.conversationId, table.seq),
  ],
);

/** How far the job that fills the index has come; one row. Everything up to `number` is settled. */
export const searchProgress = pgTable(
  'search_progress',
  {
    only: boolean('only').primaryKey().default(true).notNull(),
    number: bigint('number', { mode: 'number' }).notNull().default(0),
    /** The newest that was taken; what is older and still missing was committed late. */
    reached: bigint('reached', { mode: 'number' }).notNull().default(0),
    /** When everything above `number` was looked at last. */
    lookedBackAt: instant('looked_back_at')
      .notNull()
      .default(sql`'-infinity'`),
  },
  (table) => [check('search_progress_only_check', sql`${table.only}`)],
);

/** What has to be looked at again: a message that changed, or, without one, a conversation that was removed. */
export const searchRedo = pgTable('search_redo', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  conversationId: uuid('conversation_id').notNull(),
  messageId: uuid('message_id'),
});

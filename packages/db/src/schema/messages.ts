import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant, machineText } from './columns.ts';
import { people } from './people.ts';

/**
 * The log. `seq` is the order, the cursor and the gap detector (DEL-2); `number` is only a name.
 * What a foreign key would promise of its conversation and author, triggers check per statement: row by row it was a
 * quarter of the cost of a message.
 */
export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    number: bigint('number', { mode: 'number' }).generatedByDefaultAsIdentity().notNull(),
    conversationId: uuid('conversation_id').notNull(),
    seq: integer('seq').notNull(),
    /** Null for what the system says; else somebody who is, or was, in the conversation. */
    authorId: uuid('author_id'),
    /** What makes a send repeatable (DEL-3). */
    clientKey: machineText('client_key'),
    type: text('type').notNull(),
    content: text('content').notNull(),
    metadata: jsonb('metadata'),
    replyToId: uuid('reply_to_id'),
    /** What pages print beside the text, kept on the row so that a page reads one table; null means none. */
    mentions: uuid('mentions').array(),
    reactions: jsonb('reactions'),
    attachments: jsonb('attachments'),
    /** The conversation's counter at the last change (DEL-11); 0 for a message that never changed. */
    revision: integer('revision').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    unique('messages_number_key').on(table.number),
    unique('messages_conversation_seq_key').on(table.conversationId, table.seq),
    unique('messages_client_key').on(table.conversationId, table.authorId, table.clientKey),
    index('messages_reply_idx')
      .on(table.replyToId)
      .where(sql`${table.replyToId} is not null`),
    index('messages_revision_idx')
      .on(table.conversationId, table.revision)
      .where(sql`${table.revision} > 0`),
    // By time a look back needs only to know which blocks to read.
    index('messages_created_idx').using('brin', table.createdAt).with({ pages_per_range: 32, autosummarize: true }),
    check('messages_seq_check', sql`${table.seq} > 0`),
    check('messages_type_check', sql`${table.type} in ('text', 'image', 'file', 'system')`),
    check('messages_author_check', sql`(${table.authorId} is null) = (${table.type} = 'system')`),
    check('messages_client_key_check', sql`${table.clientKey} is not null or ${table.authorId} is null`),
  ],
);

/** What an edited message said before, oldest revision first. */
export const messageEdits = pgTable(
  'message_edits',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    editorId: uuid('editor_id')
      .notNull()
      .references(() => people.id),
    content: text('content').notNull(),
    metadata: jsonb('metadata'),
    editedAt: instant('edited_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'message_edits_pkey', columns: [table.messageId, table.revision] }),
    check('message_edits_revision_check', sql`${table.revision} > 0`),
  ],
);

/** An emoji a person put on a message; each at most once. */
export const reactions = pgTable(
  'reactions',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    emoji: text('emoji').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'reactions_pkey', columns: [table.messageId, table.personId, table.emoji] }),
    index('reactions_person_idx').on(table.personId),
    check('reactions_emoji_check', sql`char_length(${table.emoji}) between 1 and 32`),
  ],
);

/** A person named in a message. */
export const mentions = pgTable(
  'mentions',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
  },
  (table) => [
    primaryKey({ name: 'mentions_pkey', columns: [table.messageId, table.personId] }),
    index('mentions_person_idx').on(table.personId),
  ],
);

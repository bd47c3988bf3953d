import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { conversations } from './conversations.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';

/**
 * A file: uploaded first (`message_id` is null), then claimed by a message. Either we keep the bytes (`storage_key`) or
 * the host application does (`external_url`). The row outlives its bytes, so that a deletion can be finished later.
 */
export const attachments = pgTable(
  'attachments',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id),
    uploaderId: uuid('uploader_id')
      .notNull()
      .references(() => people.id),
    messageId: uuid('message_id').references(() => messages.id, { onDelete: 'set null' }),
    state: text('state').notNull().default('pending'),
    fileName: text('file_name').notNull(),
    mediaType: text('media_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    sha256: text('sha256'),
    width: integer('width'),
    height: integer('height'),
    storageKey: text('storage_key'),
    thumbnailKey: text('thumbnail_key'),
    externalUrl: text('external_url'),
    createdAt: instant('created_at').notNull().defaultNow(),
    deletedAt: instant('deleted_at'),
    purgedAt: instant('purged_at'),
  },
  (table) => [
    unique('attachments_storage_key').on(table.storageKey),
    index('attachments_message_idx').on(table.messageId),
    index('attachments_conversation_idx').on(table.conversationId),
    index('attachments_unclaimed_idx')
      .on(table.createdAt)
      .where(sql`${table.messageId} is null or (${table.deletedAt} is not null and ${table.purgedAt} is null)`),
    // Rows whose bytes may have to go; those of purged files leave it.
    index('attachments_purge_idx')
      .on(table.createdAt)
      .where(sql`${table.purgedAt} is null and (${table.messageId} is null or ${table.deletedAt} is not null)`),
    index('attachments_pending_idx')
      .on(table.createdAt)
      .where(sql`${table.state} = 'pending' and ${table.deletedAt} is null`),
    index('attachments_age_idx')
      .on(table.createdAt)
      .where(sql`${table.deletedAt} is null`),
    index('attachments_unpurged_idx')
      .on(table.uploaderId)
      .where(sql`${table.purgedAt} is null`),
    index('attachments_uploader_idx')
      .on(table.uploaderId)
      .where(sql`${table.messageId} is null and ${table.deletedAt} is null`),
    check('attachments_state_check', sql`${table.state} in ('pending', 'ready', 'rejected')`),
    check('attachments_size_check', sql`${table.sizeBytes} is null or ${table.sizeBytes} >= 0`),
    check('attachments_place_check', sql`${table.storageKey} is null or ${table.externalUrl} is null`),
  ],
);

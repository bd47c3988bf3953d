import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { people } from './people.ts';

/**
 * One gapless log each. `last_seq` is only moved under the row's lock. No index covers what a message changes, so that
 * the update stays inside its page (HOT): lists sort a person's conversations instead.
 */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey(),
    number: integer('number').generatedAlwaysAsIdentity().notNull(),
    status: text('status').notNull().default('active'),
    subject: text('subject'),
    appointmentId: text('appointment_id'),
    professionalId: uuid('professional_id')
      .notNull()
      .references(() => people.id),
    clientId: uuid('client_id')
      .notNull()
      .references(() => people.id),
    lastSeq: integer('last_seq').notNull().default(0),
    /** Counts the changes of its messages (DEL-11); moved under the row's lock. */
    revision: integer('revision').notNull().default(0),
    blockedById: uuid('blocked_by_id'),
    /** Who blocks it beside; both have to unblock. */
    blockedAlsoById: uuid('blocked_also_by_id'),
    lastMessageAt: instant('last_message_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    deletedAt: instant('deleted_at'),
    /** When retention took away what a removed conversation said. */
    emptiedAt: instant('emptied_at'),
  },
  (table) => [
    unique('conversations_number_key').on(table.number),
    uniqueIndex('conversations_appointment_key')
      .on(table.appointmentId)
      .where(sql`${table.appointmentId} is not null and ${table.deletedAt} is null`),
    // One conversation per pair, whoever asks first; appointments have one of their own each.
    uniqueIndex('conversations_pair_key')
      .on(table.professionalId, table.clientId)
      .where(sql`${table.appointmentId} is null and ${table.deletedAt} is null`),
    index('conversations_client_idx').on(table.clientId),
    index('conversations_removed_idx')
      .on(table.deletedAt)
      .where(sql`${table.deletedAt} is not null and ${table.emptiedAt} is null`),
    check('conversations_status_check', sql`${table.status} in ('active', 'archived', 'blocked')`),
    check('conversations_last_seq_check', sql`${table.lastSeq} >= 0`),
    check('conversations_pair_check', sql`${table.professionalId} <> ${table.clientId}`),
  ],
);

/**
 * A person in a conversation and where they are in it. Unread is arithmetic on four integers (DEL-8):
 * (last_seq - read_seq) - (sent_count - sent_at_read), where `sent_at_read` counts own messages up to `read_seq`.
 */
export const participants = pgTable(
  'participants',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    role: text('role').notNull(),
    joinedAt: instant('joined_at').notNull().defaultNow(),
    leftAt: instant('left_at'),
    readSeq: integer('read_seq').notNull().default(0),
    readAt: instant('read_at'),
    sentCount: integer('sent_count').notNull().default(0),
    sentAtRead: integer('sent_at_read').notNull().default(0),
    deliveredSeq: integer('delivered_seq').notNull().default(0),
    deliveredAt: instant('delivered_at'),
    /** Everything up to here was considered for a notification, and for an e-mail. */
    notifiedSeq: integer('notified_seq').notNull().default(0),
    emailedSeq: integer('emailed_seq').notNull().default(0),
  },
  (table) => [
    primaryKey({ name: 'participants_pkey', columns: [table.conversationId, table.personId] }),
    // The conversation comes along, so that no plan ever walks through all conversations of a busy person.
    index('participants_person_idx').on(table.personId, table.conversationId),
    check('participants_role_check', sql`${table.role} in ('professional', 'client')`),
    check('participants_read_check', sql`${table.readSeq} >= 0 and ${table.deliveredSeq} >= 0`),
    check(
      'participants_sent_check',
      sql`${table.sentAtRead} >= 0 and ${table.sentAtRead} <= ${table.sentCount} and ${table.sentAtRead} <= ${table.readSeq}`,
    ),
  ],
);

/** History of both markers: the first row at or above a seq tells when that message was read or delivered (DEL-9). */
export const receipts = pgTable(
  'receipts',
  {
    conversationId: uuid('conversation_id').notNull(),
    readerId: uuid('reader_id').notNull(),
    kind: text('kind').notNull(),
    upToSeq: integer('up_to_seq').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'receipts_pkey',
      columns: [table.conversationId, table.readerId, table.kind, table.upToSeq],
    }),
    foreignKey({
      name: 'receipts_reader_fk',
      columns: [table.conversationId, table.readerId],
      foreignColumns: [participants.conversationId, participants.personId],
    }).onDelete('cascade'),
    index('receipts_at_idx').using('brin', table.at).with({ pages_per_range: 32, autosummarize: true }),
    check('receipts_kind_check', sql`${table.kind} in ('read', 'delivered')`),
    check('receipts_up_to_seq_check', sql`${table.upToSeq} > 0`),
  ],
);

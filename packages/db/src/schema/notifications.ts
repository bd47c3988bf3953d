import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { conversations } from './conversations.ts';
import { people } from './people.ts';

/** Something a person should hear about. `dedupe_key` makes telling it twice harmless. */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    conversationId: uuid('conversation_id').references(() => conversations.id, { onDelete: 'cascade' }),
    seq: integer('seq'),
    count: integer('count').notNull().default(1),
    payload: jsonb('payload').notNull(),
    /** 'due': devices have to be told; 'told': they were, and hear when it was read elsewhere. */
    pushState: text('push_state'),
    createdAt: instant('created_at').notNull().defaultNow(),
    readAt: instant('read_at'),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    unique('notifications_dedupe_key').on(table.personId, table.dedupeKey),
    // Ids are UUIDs of version 7, so they also are the order and the cursor of the list.
    index('notifications_person_idx')
      .on(table.personId, table.id.desc())
      .where(sql`${table.deletedAt} is null`),
    index('notifications_conversation_idx').on(table.conversationId),
    index('notifications_due_idx')
      .on(table.id)
      .where(sql`${table.pushState} = 'due'`),
    index('notifications_withdraw_idx')
      .on(table.id)
      .where(sql`${table.pushState} = 'told' and ${table.readAt} is not null`),
    // The few that tell of a ring which may be over.
    index('notifications_rings_idx')
      .on(table.id)
      .where(sql`${table.kind} = 'call' and ${table.readAt} is null`),
    // One unread notification per person and conversation: further messages raise its count.
    uniqueIndex('notifications_open_key')
      .on(table.personId, table.conversationId)
      .where(sql`${table.kind} = 'message' and ${table.readAt} is null`),
    index('notifications_unread_idx')
      .on(table.personId)
      .where(sql`${table.readAt} is null and ${table.deletedAt} is null`),
    check('notifications_push_state_check', sql`${table.pushState} in ('due', 'told')`),
    check(
      'notifications_kind_check',
      sql`${table.kind} in ('message', 'call', 'missed-call', 'appointment', 'system')`,
    ),
  ],
);

/** What a person wants to be told, and where; a missing row means the defaults. Quiet hours are minutes of the local day. */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => people.id, { onDelete: 'cascade' }),
    inApp: boolean('in_app').notNull().default(true),
    push: boolean('push').notNull().default(true),
    email: boolean('email').notNull().default(false),
    sound: boolean('sound').notNull().default(true),
    /** Channels by kind, where they differ from the general ones: {"message": {"push": false}}. */
    kinds: jsonb('kinds'),
    showContent: boolean('show_content').notNull().default(false),
    quietFromMinute: integer('quiet_from_minute'),
    quietToMinute: integer('quiet_to_minute'),
    timeZone: text('time_zone'),
    /** When the last e-mail left, and what the link that ends them proves itself with. */
    emailedAt: instant('emailed_at'),
    unsubscribeKey: uuid('unsubscribe_key').notNull().defaultRandom(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('notification_preferences_unsubscribe_key').on(table.unsubscribeKey),
    index('notification_preferences_email_idx')
      .on(table.personId)
      .where(sql`${table.email} or ${table.kinds} is not null`),
    check(
      'notification_preferences_quiet_check',
      sql`(${table.quietFromMinute} is null) = (${table.quietToMinute} is null)
        and coalesce(${table.quietFromMinute} between 0 and 1439, true)
        and coalesce(${table.quietToMinute} between 0 and 1439, true)`,
    ),
  ],
);

/** A conversation a person does not want to hear of until a moment. */
export const notificationMutes = pgTable(
  'notification_mutes',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    mutedUntil: instant('muted_until').notNull(),
  },
  (table) => [
    primaryKey({ name: 'notification_mutes_pkey', columns: [table.personId, table.conversationId] }),
    index('notification_mutes_conversation_idx').on(table.conversationId),
  ],
);

/** A browser that accepted Web Push. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    id: uuid('id').primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    endpoint: text('endpoint').notNull(),
    p256dh: text('p256dh').notNull(),
    authSecret: text('auth_secret').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
    failureCount: integer('failure_count').notNull().default(0),
  },
  (table) => [
    // A browser that changes hands takes its subscription with it.
    unique('push_subscriptions_endpoint_key').on(table.endpoint),
    index('push_subscriptions_person_idx').on(table.personId),
  ],
);

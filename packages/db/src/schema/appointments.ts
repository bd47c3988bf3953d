import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { conversations } from './conversations.ts';
import { people } from './people.ts';

/** A booking of the product team's system and the conversation that was opened for it. */
export const appointments = pgTable(
  'appointments',
  {
    appointmentId: text('appointment_id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id),
    professionalId: uuid('professional_id')
      .notNull()
      .references(() => people.id),
    clientId: uuid('client_id')
      .notNull()
      .references(() => people.id),
    label: text('label').notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at'),
    locale: text('locale').notNull().default('fr'),
    /** In which both people are told the time; null is that of the installation. */
    timeZone: text('time_zone'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    cancelledAt: instant('cancelled_at'),
  },
  (table) => [
    unique('appointments_conversation_key').on(table.conversationId),
    index('appointments_professional_idx').on(table.professionalId, table.startsAt),
    index('appointments_client_idx').on(table.clientId, table.startsAt),
    check('appointments_end_check', sql`${table.endsAt} is null or ${table.endsAt} >= ${table.startsAt}`),
  ],
);
